import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { type AwsRequest, ServiceError } from './protocol';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();
/** RFC 3986, as the signature has it. */
const escaped = (text: string) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (each) => `%${each.charCodeAt(0).toString(16).toUpperCase()}`);

/**
 * Checks a signed address (Signature Version 4, "Authenticating requests: using query parameters"): that its time is not
 * over, and that nothing of it was changed. `secretOf` gives the secret key of an access key. Throws AccessDenied or
 * SignatureDoesNotMatch.
 */
export function checkPresigned(
  { method, path, query, headers }: AwsRequest,
  secretOf: (accessKeyId: string) => string,
): void {
  const given = (name: string) => query.get(`X-Amz-${name}`) ?? '';
  const [, date = '', time = ''] = /^(\d{8})T(\d{6})Z$/.exec(given('Date')) ?? [];
  const begun = Date.parse(`${date.replace(/(....)(..)/, '$1-$2-')}T${time.replace(/(..)(..)/, '$1:$2:')}Z`);
  const seconds = Number(given('Expires'));
  if (!(seconds > 0 && seconds <= 604_800 && Date.now() < begun + seconds * 1000))
    throw new ServiceError('AccessDenied', 'Request has expired', 403);
  const [accessKeyId = '', ...scope] = given('Credential').split('/');
  const signed = given('SignedHeaders').split(';');
  const canonical = [
    method,
    path,
    [...query]
      .filter(([name]) => name !== 'X-Amz-Signature')
      .map(([name, value]) => `${escaped(name)}=${escaped(value)}`)
      .sort()
      .join('&'),
    ...signed.map((name) => `${name}:${String(headers[name] ?? '').trim()}`),
    '',
    signed.join(';'),
    'UNSIGNED-PAYLOAD',
  ].join('\n');
  const text = ['AWS4-HMAC-SHA256', given('Date'), scope.join('/'), sha256(canonical)].join('\n');
  const key = scope.reduce<string | Buffer>((last, part) => hmac(last, part), `AWS4${secretOf(accessKeyId)}`);
  const [expected, signature] = [hmac(key, text), Buffer.from(given('Signature'), 'hex')];
  if (expected.length !== signature.length || !timingSafeEqual(expected, signature))
    throw new ServiceError('SignatureDoesNotMatch', 'The request signature we calculated does not match', 403);
}
