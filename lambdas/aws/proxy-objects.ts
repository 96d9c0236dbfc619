import { parseXML } from '@aws-sdk/xml-builder';
import type { ProxyBucket } from '../domain/proxy';
import { repeated } from './query-call';
import { type SignedAnswer, type SignedCall, signedAddress, signedCall } from './signed-call';
import { targetSession } from './target-sessions';
import { translateError } from './translate-error';

/** An object as it was read, and how old it was then, milliseconds by the service's own clock. */
export interface ProxyObject {
  text: string;
  age: number;
}

type Request = Pick<SignedCall, 'method' | 'path' | 'query'>;

async function callOf({ name, region }: ProxyBucket, request: Request): Promise<SignedCall> {
  const { credentials } = await targetSession(region);
  return { ...request, service: 's3', bucket: name, region, credentials: await credentials() };
}

/** Sends a call that may be repeated; throws in the manner of the SDK. */
function send(bucket: ProxyBucket, request: Request): Promise<SignedAnswer> {
  return repeated(async () => {
    const answer = await signedCall(await callOf(bucket, request));
    if (answer.status < 300) return answer;
    const { name, message } = errorOf(answer.text);
    throw Object.assign(new Error(message), { name, $metadata: { httpStatusCode: answer.status } });
  });
}

function errorOf(text: string): { name: string; message: string } {
  const { Error: told } = text.startsWith('<') ? (parseXML(text) as { Error?: { Code: string; Message: string } }) : {};
  return { name: told?.Code ?? 'UnknownError', message: told?.Message ?? text };
}

/** An object, or the word for why there is none. Throws `Transient` or `ServiceRefused`. */
export async function readObject(
  bucket: ProxyBucket,
  key: string,
): Promise<ProxyObject | 'NoSuchKey' | 'NoSuchBucket'> {
  try {
    const { text, headers } = await send(bucket, { method: 'GET', path: pathOf(key) });
    return { text, age: Date.parse(headers.date ?? '') - Date.parse(headers['last-modified'] ?? '') };
  } catch (error) {
    const { name } = error as Error;
    if (name === 'NoSuchKey' || name === 'NoSuchBucket') return name;
    throw translateError('GetObject', error);
  }
}

/** Tells whether a bucket is there. Throws `Transient` or `ServiceRefused`. */
export async function bucketExists(bucket: ProxyBucket): Promise<boolean> {
  return (await keysOf(bucket, '', 1)) !== undefined;
}

/** Deletes every object whose key begins so; a bucket that is gone has none. Throws `Transient` or `ServiceRefused`. */
export async function deleteObjects(bucket: ProxyBucket, prefix: string): Promise<void> {
  for (let keys = await keysOf(bucket, prefix); keys?.length; keys = await keysOf(bucket, prefix)) {
    for (const key of keys) {
      await send(bucket, { method: 'DELETE', path: pathOf(key) }).catch((error) => {
        throw translateError('DeleteObject', error);
      });
    }
  }
}

/** The first keys that begin so, `most` of them and never over a thousand; undefined without the bucket. */
async function keysOf(bucket: ProxyBucket, prefix: string, most = 1000): Promise<string[] | undefined> {
  try {
    const query = { 'list-type': '2', 'max-keys': String(most), prefix };
    const { text } = await send(bucket, { method: 'GET', path: '/', query });
    const { ListBucketResult } = parseXML(text) as { ListBucketResult?: { Contents?: Listed | Listed[] } };
    return [ListBucketResult?.Contents ?? []].flat().map(({ Key }) => Key);
  } catch (error) {
    if ((error as Error).name === 'NoSuchBucket') return undefined;
    throw translateError('ListObjectsV2', error);
  }
}

interface Listed {
  Key: string;
}

/** An address under which anybody can read an object for so many seconds. Throws as a session does that cannot be begun. */
export async function readableAddress(bucket: ProxyBucket, key: string, seconds: number): Promise<string> {
  return signedAddress(await callOf(bucket, { method: 'GET', path: pathOf(key) }), seconds);
}

function pathOf(key: string): string {
  return `/${key.split('/').map(encodeURIComponent).join('/')}`;
}
