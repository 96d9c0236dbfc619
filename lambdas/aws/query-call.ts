import { setTimeout as delay } from 'node:timers/promises';
import { parseXML } from '@aws-sdk/xml-builder';
import { Sha256 } from '@smithy/core/checksum';
import { HttpRequest } from '@smithy/core/transport';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { SignatureV4 } from '@smithy/signature-v4';
import { clientDefaults } from './client-defaults';
import { isTransient } from './translate-error';

/** What a call is signed with. */
export interface Keys {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
}

/** A call of a service that speaks AWS's query protocol, one action with its parameters. */
interface QueryCall {
  service: 'ec2' | 'sts';
  region: string;
  /** The service's own keys to sign with, or how to come by them. */
  credentials: Keys | (() => Promise<Keys>);
  parameters: Record<string, string>;
}

const handler = new NodeHttpHandler(clientDefaults.requestHandler);
const firstPauseMilliseconds = 100;
const versions = { ec2: '2016-11-15', sts: '2011-06-15' };

/**
 * Sends a call that may be repeated, as often as every client does, and answers its parsed XML; throws in the manner of
 * the SDK. EC2 and STS are asked one thing or two: their clients would more than double the functions that ask.
 */
export async function queryCall(call: QueryCall): Promise<Record<string, unknown>> {
  const body = new URLSearchParams({ Version: versions[call.service], ...call.parameters }).toString();
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await send(call, body);
    } catch (error) {
      if (attempt === clientDefaults.maxAttempts || !isTransient(error)) throw error;
      await delay(Math.random() * firstPauseMilliseconds * 2 ** attempt);
    }
  }
}

async function send({ service, region, credentials }: QueryCall, body: string): Promise<Record<string, unknown>> {
  const { AWS_ENDPOINT_URL } = process.env;
  const endpoint = process.env[`AWS_ENDPOINT_URL_${service.toUpperCase()}`] ?? AWS_ENDPOINT_URL;
  const url = new URL(endpoint ?? `https://${service}.${region}.amazonaws.com`);
  const signer = new SignatureV4({ credentials, region, service, sha256: Sha256 });
  const request = await signer.sign(
    new HttpRequest({
      method: 'POST',
      protocol: url.protocol,
      hostname: url.hostname,
      port: url.port ? Number(url.port) : undefined,
      path: url.pathname,
      headers: {
        host: url.host,
        'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
        'content-length': String(Buffer.byteLength(body)),
      },
      body,
    }),
  );
  const { response } = await handler.handle(request as HttpRequest);
  const chunks: Buffer[] = [];
  for await (const chunk of response.body) chunks.push(Buffer.from(chunk));
  const text = Buffer.concat(chunks).toString('utf8');
  if (response.statusCode === 200) return parseXML(text);
  throw Object.assign(new Error(text), errorOf(text), { $metadata: { httpStatusCode: response.statusCode } });
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
