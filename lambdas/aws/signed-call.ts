import { Sha256 } from '@smithy/core/checksum';
import { HttpRequest } from '@smithy/core/transport';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { SignatureV4 } from '@smithy/signature-v4';
import { clientDefaults } from './client-defaults';

/** What a call is signed with. */
export interface Keys {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
}

/** A request to a service, as it is signed. */
export interface SignedCall {
  /** The service's name in addresses and signatures. */
  service: 'ec2' | 'sts' | 'medialive' | 's3';
  region: string;
  /** The service's own keys to sign with, or how to come by them. */
  credentials: Keys | (() => Promise<Keys>);
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Escaped; a bucket stands before the service's host, or in front of the path where the endpoint is another one. */
  path: string;
  bucket?: string;
  query?: Record<string, string>;
  contentType?: string;
  body?: string;
}

/** What a service answered. */
export interface SignedAnswer {
  status: number;
  headers: Record<string, string>;
  text: string;
}

const handler = new NodeHttpHandler(clientDefaults.requestHandler);

/** Sends a signed request once, and answers whatever comes back; throws what breaks the connection. */
export async function signedCall(call: SignedCall): Promise<SignedAnswer> {
  const request = await signerOf(call).sign(requestOf(call));
  const { response } = await handler.handle(request as HttpRequest);
  const chunks: Buffer[] = [];
  for await (const chunk of response.body) chunks.push(Buffer.from(chunk));
  const { statusCode: status, headers } = response;
  return { status, headers, text: Buffer.concat(chunks).toString('utf8') };
}

/** An address that lets whoever has it send this request for so many seconds, and no longer than the keys serve. */
export async function signedAddress(call: SignedCall, expiresIn: number): Promise<string> {
  const request = requestOf(call);
  // Who asks by the address sends nothing beside it (S3, "Authenticating requests: using query parameters").
  request.headers['x-amz-content-sha256'] = 'UNSIGNED-PAYLOAD';
  const { query = {} } = await signerOf(call).presign(request, { expiresIn });
  const address = new URL(`${request.protocol}//${request.headers.host}${request.path}`);
  for (const [name, value] of Object.entries(query)) address.searchParams.set(name, String(value));
  return address.href;
}

function signerOf({ service, region, credentials }: SignedCall): SignatureV4 {
  // The keys of objects are signed as they stand in the path (S3, "Canonical request").
  return new SignatureV4({ credentials, region, service, sha256: Sha256, uriEscapePath: service !== 's3' });
}

function requestOf({ service, region, method, path, bucket, query, contentType, body }: SignedCall): HttpRequest {
  const { AWS_ENDPOINT_URL } = process.env;
  const other = process.env[`AWS_ENDPOINT_URL_${service.toUpperCase()}`] ?? AWS_ENDPOINT_URL;
  const host = `${service}.${region}.amazonaws.com`;
  const url = new URL(other ?? `https://${bucket === undefined ? host : `${bucket}.${host}`}`);
  const start = other !== undefined && bucket !== undefined ? `/${bucket}` : '';
  return new HttpRequest({
    method,
    protocol: url.protocol,
    hostname: url.hostname,
    port: url.port ? Number(url.port) : undefined,
    path: `${start}${path}`,
    ...(query && { query }),
    headers: {
      host: url.host,
      ...(contentType && { 'content-type': contentType }),
      ...(body !== undefined && { 'content-length': String(Buffer.byteLength(body)) }),
    },
    ...(body !== undefined && { body }),
  });
}
