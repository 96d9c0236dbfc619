import { setTimeout as delay } from 'node:timers/promises';
import { parseXML } from '@aws-sdk/xml-builder';
import { clientDefaults } from './client-defaults';
import { type SignedCall, signedCall } from './signed-call';
import { isTransient } from './translate-error';

/** A call of a service that speaks AWS's query protocol, one action with its parameters. */
interface QueryCall extends Pick<SignedCall, 'region' | 'credentials'> {
  service: 'ec2' | 'sts';
  parameters: Record<string, string>;
}

const firstPauseMilliseconds = 100;
const versions = { ec2: '2016-11-15', sts: '2011-06-15' };

/**
 * Sends a call that may be repeated, as often as every client does, and answers its parsed XML; throws in the manner of
 * the SDK. EC2 and STS are asked one thing or two: their clients would more than double the functions that ask.
 */
export async function queryCall({ parameters, ...call }: QueryCall): Promise<Record<string, unknown>> {
  const body = new URLSearchParams({ Version: versions[call.service], ...parameters }).toString();
  return repeated(() => send(call, body));
}

/** Makes a call that may be repeated, as often as every client does, while what it fails with passes by itself. */
export async function repeated<Answer>(call: () => Promise<Answer>): Promise<Answer> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await call();
    } catch (error) {
      if (attempt === clientDefaults.maxAttempts || !isTransient(error)) throw error;
      await delay(Math.random() * firstPauseMilliseconds * 2 ** attempt);
    }
  }
}

async function send(call: Omit<QueryCall, 'parameters'>, body: string): Promise<Record<string, unknown>> {
  const contentType = 'application/x-www-form-urlencoded; charset=utf-8';
  const { status, text } = await signedCall({ ...call, method: 'POST', path: '/', contentType, body });
  if (status === 200) return parseXML(text);
  throw Object.assign(new Error(text), errorOf(text), { $metadata: { httpStatusCode: status } });
}

interface Refusal {
  Code: string;
  Message: string;
}

/** The code and words of an error, in the envelope of EC2 or of STS; an answer that is none keeps its own text. */
function errorOf(text: string): { name?: string; message?: string } {
  if (!/<(Errors|ErrorResponse)[ >]/.test(text)) return {};
  const { Response, ErrorResponse } = parseXML(text) as {
    Response?: { Errors: { Error: Refusal | Refusal[] } };
    ErrorResponse?: { Error: Refusal };
  };
  const [first] = [Response?.Errors.Error ?? ErrorResponse?.Error ?? []].flat();
  return { name: first?.Code, message: first?.Message };
}
