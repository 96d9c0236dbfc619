import { Sha256 } from '@smithy/core/checksum';
import { HttpRequest } from '@smithy/core/transport';
import { SignatureV4 } from '@smithy/signature-v4';
import { type Bucket, type S3, s3 } from '../../../local/aws/s3';
import { home, roleSession, signature, type TestEndpoint, testEndpoint } from '../../support/aws-endpoint';

const bucket: Bucket = {
  ...{ name: 'proxies', ...home, corsOrigins: ['https://desk.example'] },
  lifecycle: [{ Status: 'Enabled', ExpirationInDays: 1 }],
};
const secretKey = 'a-secret-key';
let service: S3;
let endpoint: TestEndpoint;

beforeAll(async () => {
  service = s3({ buckets: () => [bucket], secretOf: () => secretKey });
  const reader = roleSession('reader', {
    Effect: 'Allow',
    Action: 's3:GetObject',
    Resource: 'arn:aws:s3:::proxies/mine/*',
    Condition: { StringEquals: { 'aws:ResourceAccount': home.account } },
  });
  endpoint = await testEndpoint([service], { principals: { READER: reader } });
});
beforeEach(() => {
  service.reset();
  for (const key of ['mine/a.m3u8', 'mine/b c.ts', 'theirs/a.ts'])
    service.put('proxies', key, {
      body: Buffer.from([0x47, 0xff, 0x00]),
      modified: Date.parse('2026-03-02T10:15:30Z'),
    });
});
afterAll(() => endpoint.close());

const ask = async (method: string, path: string, key = 'OUTSIDER') => {
  const answer = await fetch(`${endpoint.url}${path}`, { method, headers: { authorization: signature('s3', key) } });
  const bytes = Buffer.from(await answer.arrayBuffer());
  const [, code] = /<Code>(.*?)<\/Code>/.exec(bytes.toString()) ?? [];
  return { status: answer.status, headers: answer.headers, bytes, code };
};

/** An address of an object as the SDK's own signer makes it. */
async function addressOf(
  path: string,
  { expiresIn = 60, signingDate = new Date(), keyId = 'READER', secret = secretKey } = {},
) {
  const credentials = { accessKeyId: keyId, secretAccessKey: secret };
  const signer = new SignatureV4({
    credentials,
    region: home.region,
    service: 's3',
    sha256: Sha256,
    uriEscapePath: false,
  });
  const { host, hostname, port } = new URL(endpoint.url);
  const headers = { host, 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' };
  const request = new HttpRequest({ method: 'GET', protocol: 'http:', hostname, port: Number(port), path, headers });
  const { query = {} } = await signer.presign(request, { expiresIn, signingDate });
  const address = new URL(`${endpoint.url}${path}`);
  for (const [name, value] of Object.entries(query)) address.searchParams.set(name, String(value));
  return address;
}

describe('the local S3', () => {
  it('answers an object byte by byte, with its type and time', async () => {
    const { status, headers, bytes } = await ask('GET', '/proxies/mine/b%20c.ts');
    expect([status, [...bytes]]).toEqual([200, [0x47, 0xff, 0x00]]);
    expect(headers.get('content-type')).toBe('video/MP2T');
    expect(headers.get('last-modified')).toBe('Mon, 02 Mar 2026 10:15:30 GMT');
    expect((await ask('GET', '/proxies/mine/a.m3u8')).headers.get('content-type')).toBe(
      'application/vnd.apple.mpegurl',
    );
  });

  it.each([
    ['an object that is not there', 'GET', '/proxies/mine/none', 404, 'NoSuchKey'],
    ['a bucket that is not there', 'GET', '/none/a', 404, 'NoSuchBucket'],
    ['a bucket with objects, to be deleted', 'DELETE', '/proxies', 409, 'BucketNotEmpty'],
    ['a bucket that no template has', 'PUT', '/another', 400, 'InvalidRequest'],
    ['a bucket that is there', 'PUT', '/proxies', 409, 'BucketAlreadyOwnedByYou'],
    ['a listing of so many keys as is no number', 'GET', '/proxies?list-type=2&max-keys=all', 400, 'InvalidArgument'],
    ['an upload, which only services make', 'PUT', '/proxies/mine/x', 400, 'UnknownOperationException'],
  ])('refuses %s', async (_name, method, path, status, code) => {
    expect(await ask(method, path)).toMatchObject({ status, code });
  });

  it.each([
    [1, 'true', 1],
    [2, 'false', 2],
    [5000, 'false', 2],
  ])('lists at most %i keys, and says whether there are more', async (most, isTruncated, count) => {
    const text = (await ask('GET', `/proxies?list-type=2&prefix=mine/&max-keys=${most}`)).bytes.toString();
    expect(text).toContain(`<IsTruncated>${isTruncated}</IsTruncated>`);
    expect(text.match(/<Key>/g)).toHaveLength(count);
  });

  it('lists by prefix, and forgets what is deleted; deleting what is not there is no error', async () => {
    const keys = async (prefix: string) =>
      [...(await ask('GET', `/proxies?list-type=2&prefix=${prefix}`)).bytes.toString().matchAll(/<Key>(.*?)</g)].map(
        ([, key]) => key,
      );
    expect(await keys('mine/')).toEqual(['mine/a.m3u8', 'mine/b c.ts']);
    expect((await ask('DELETE', '/proxies/mine/a.m3u8')).status).toBe(204);
    expect((await ask('DELETE', '/proxies/mine/a.m3u8')).status).toBe(204);
    expect(await keys('')).toEqual(['mine/b c.ts', 'theirs/a.ts']);
  });

  it('keeps the lifecycle of the template, and brings back a bucket that was deleted', async () => {
    expect((await ask('GET', '/proxies?lifecycle')).bytes.toString()).toContain('<ExpirationInDays>1<');
    service.reset();
    expect((await ask('DELETE', '/proxies')).status).toBe(204);
    expect((await ask('GET', '/proxies/mine/a')).code).toBe('NoSuchBucket');
    expect((await ask('GET', '/')).bytes.toString()).not.toContain('<Name>');
    expect(service.put('proxies', 'x', { body: Buffer.alloc(0), modified: 0 })).toBe(false);
    expect((await ask('PUT', '/proxies')).status).toBe(200);
    expect((await ask('GET', '/')).bytes.toString()).toContain('<Name>proxies</Name>');
  });

  it('asks the policies of its caller, for the object and the account that owns the bucket', async () => {
    expect((await ask('GET', '/proxies/mine/a.m3u8', 'READER')).status).toBe(200);
    for (const [method, path] of [
      ['GET', '/proxies/theirs/a.ts'],
      ['DELETE', '/proxies/mine/a.m3u8'],
      ['GET', '/proxies?list-type=2'],
      ['GET', '/'],
      ['GET', '/proxies/mine/none'],
    ] as const)
      expect(await ask(method, path, 'READER')).toMatchObject({ status: 403, code: 'AccessDenied' });
  });
});

describe('a signed address', () => {
  const read = async (address: URL) => {
    const answer = await fetch(address, { headers: { origin: 'https://desk.example' } });
    return { status: answer.status, code: /<Code>(.*?)</.exec(await answer.text())?.[1], headers: answer.headers };
  };

  it('reads what it is of, on behalf of whoever signed it, from a page that the bucket names', async () => {
    const { status, headers } = await read(await addressOf('/proxies/mine/b%20c.ts'));
    expect([status, headers.get('access-control-allow-origin')]).toEqual([200, 'https://desk.example']);
    const elsewhere = await fetch(await addressOf('/proxies/mine/b%20c.ts'), {
      headers: { origin: 'https://other.example' },
    });
    expect(elsewhere.headers.get('access-control-allow-origin')).toBeNull();
    expect(await read(await addressOf('/proxies/theirs/a.ts'))).toMatchObject({ status: 403, code: 'AccessDenied' });
  });

  it.each<[string, () => Promise<URL>, string]>([
    [
      'is over',
      () => addressOf('/proxies/mine/a.m3u8', { signingDate: new Date(Date.now() - 61_000) }),
      'AccessDenied',
    ],
    ['is of another key', () => addressOf('/proxies/mine/a.m3u8', { secret: 'another' }), 'SignatureDoesNotMatch'],
    ['was made longer', () => changed('X-Amz-Expires', '600'), 'SignatureDoesNotMatch'],
    ['is to serve for ever', () => changed('X-Amz-Expires', '0'), 'AccessDenied'],
    ['has no signature', () => changed('X-Amz-Signature', ''), 'SignatureDoesNotMatch'],
    ['was given something more', () => changed('response-content-type', 'text/html'), 'SignatureDoesNotMatch'],
    [
      'was turned to another object',
      async () => new URL((await addressOf('/proxies/mine/a.m3u8')).href.replace('a.m3u8', 'b%20c.ts')),
      'SignatureDoesNotMatch',
    ],
  ])('is refused where it %s', async (_name, address, code) => {
    expect(await read(await address())).toMatchObject({ status: 403, code });
  });

  async function changed(name: string, value: string): Promise<URL> {
    const address = await addressOf('/proxies/mine/a.m3u8');
    address.searchParams.set(name, value);
    return address;
  }
});
