import { setTimeout as delay } from 'node:timers/promises';
import { fromEnv } from '@aws-sdk/credential-provider-env';
import { parseXML } from '@aws-sdk/xml-builder';
import { Sha256 } from '@smithy/core/checksum';
import { HttpRequest } from '@smithy/core/transport';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { SignatureV4 } from '@smithy/signature-v4';
import { clientDefaults } from './client-defaults';
import { isTransient, translated } from './translate-error';

// EC2 is asked one thing, which is signed by hand: its client would more than double the function that asks.

const handler = new NodeHttpHandler(clientDefaults.requestHandler);
const firstPauseMilliseconds = 100;

/** What the parser makes of a list: nothing at all, one item, or several. */
type Items = '' | { item: Subnet | Subnet[] };
interface Subnet {
  subnetId: string;
  availabilityZone: string;
}

/**
 * The Availability Zone of each of the subnets that exists in the account and Region, by its id. Throws `Transient`
 * or `ServiceRefused`.
 */
export async function subnetZones(region: string, subnetIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
  // By filter: a list of ids is refused as a whole where one does not exist.
  const values = subnetIds.map((id, index) => [`Filter.1.Value.${index + 1}`, id]);
  const answer = await translated('DescribeSubnets', () =>
    query(region, { Action: 'DescribeSubnets', 'Filter.1.Name': 'subnet-id', ...Object.fromEntries(values) }),
  );
  const { subnetSet = '' } = answer.DescribeSubnetsResponse as { subnetSet?: Items };
  const subnets = subnetSet === '' ? [] : [subnetSet.item].flat();
  return new Map(subnets.map(({ subnetId, availabilityZone }) => [subnetId, availabilityZone]));
}

/** Sends a read, as often as every client does, and answers its parsed XML; throws in the manner of the SDK. */
async function query(region: string, parameters: Record<string, string>): Promise<Record<string, unknown>> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await send(region, new URLSearchParams({ Version: '2016-11-15', ...parameters }).toString());
    } catch (error) {
      if (attempt === clientDefaults.maxAttempts || !isTransient(error)) throw error;
      await delay(Math.random() * firstPauseMilliseconds * 2 ** attempt);
    }
  }
}

async function send(region: string, body: string): Promise<Record<string, unknown>> {
  const { AWS_ENDPOINT_URL_EC2, AWS_ENDPOINT_URL } = process.env;
  const url = new URL(AWS_ENDPOINT_URL_EC2 ?? AWS_ENDPOINT_URL ?? `https://ec2.${region}.amazonaws.com`);
  const signer = new SignatureV4({ credentials: fromEnv(), region, service: 'ec2', sha256: Sha256 });
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

/** The code and words of an error of EC2; an answer that is none keeps its own text. */
function errorOf(text: string): { name?: string; message?: string } {
  if (!text.includes('<Errors>')) return {};
  const { Response } = parseXML(text) as { Response: { Errors: { Error: Refusal | Refusal[] } } };
  const [first] = [Response.Errors.Error].flat();
  return { name: first?.Code, message: first?.Message };
}

interface Refusal {
  Code: string;
  Message: string;
}
