import type { AwsCall, AwsService, RequiredAction } from './endpoint';
import { checkPresigned } from './presigned';
import { type AwsAnswer, type AwsRequest, escapeXml, ServiceError, xml } from './protocol';

/** A bucket of some account, as a template has it. */
export interface Bucket {
  name: string;
  account: string;
  region: string;
  /** The origins whose pages may read what they have an address of. */
  corsOrigins: readonly string[];
  /** The rules by which objects expire, in the words of CloudFormation. */
  lifecycle: readonly Record<string, unknown>[];
}

/** An object; `modified` in milliseconds since 1970. */
interface S3Object {
  body: Uint8Array;
  modified: number;
}

/** S3, and the way of other services into it. */
export interface S3 extends AwsService {
  /** Puts an object; false where there is no such bucket. */
  put(bucket: string, key: string, object: S3Object): boolean;
  remove(bucket: string, key: string): void;
  /** Called before anything is read: whoever writes by the clock catches up. */
  beforeReading?: () => void;
  reset(): void;
}

interface S3Options {
  /** The buckets that are deployed at this moment. */
  buckets(): readonly Bucket[];
  /** The secret key that belongs to an access key, if it is known: what a signed address is verified with. */
  secretOf(accessKeyId: string): string;
}

const operations: Record<string, [withKey: string | undefined, onBucket: string | undefined]> = {
  GET: ['GetObject', 'ListObjectsV2'],
  DELETE: ['DeleteObject', 'DeleteBucket'],
  PUT: [undefined, 'CreateBucket'],
};
const actions: Record<string, string> = {
  ListObjectsV2: 'ListBucket',
  GetBucketLifecycleConfiguration: 'GetLifecycleConfiguration',
};

/** S3 as far as proxies need it, by addresses with the bucket in the path: objects are kept in memory, and written by services alone. */
export function s3(options: S3Options): S3 {
  const objects = new Map<string, Map<string, S3Object>>();
  /** Buckets that somebody deleted by hand. */
  const deleted = new Set<string>();
  const bucketOf = (name: string) =>
    deleted.has(name) ? undefined : options.buckets().find((each) => each.name === name);
  const contents = (name: string) => objects.get(name) ?? new Map<string, S3Object>();

  const service: S3 = {
    name: 's3',
    denial: { code: 'AccessDenied', status: 403 },
    operationOf({ method, path, query }) {
      if (method === 'GET' && path === '/') return 'ListBuckets';
      if (method === 'GET' && query.has('lifecycle')) return 'GetBucketLifecycleConfiguration';
      return operations[method]?.[placeOf(path).key === '' ? 1 : 0];
    },
    inputOf: ({ path }) => placeOf(path),
    actionsOf: ({ operation, path }) => {
      const { bucket, key } = placeOf(path);
      if (operation === 'ListBuckets') return [{ action: 's3:ListAllMyBuckets', resource: '*' }];
      const found = bucketOf(bucket);
      if (!found) return [];
      // Whoever may not list is not told that an object is missing.
      const isMissing = operation === 'GetObject' && !contents(bucket).has(key);
      const asked = [requiredAction(operation, found, key)];
      return isMissing ? [...asked, requiredAction('ListObjectsV2', found, '')] : asked;
    },
    async handle(call) {
      if (call.query.has('X-Amz-Signature')) checkPresigned(call, options.secretOf);
      service.beforeReading?.();
      if (call.operation === 'ListBuckets') {
        const own = options.buckets().filter(({ account, name }) => account === call.account && !deleted.has(name));
        return xmlText(
          `<ListAllMyBucketsResult><Buckets>${own.map(({ name }) => `<Bucket>${xml({ Name: name })}</Bucket>`).join('')}</Buckets></ListAllMyBucketsResult>`,
        );
      }
      const { bucket: name, key } = placeOf(call.path);
      const bucket = bucketOf(name);
      if (call.operation === 'CreateBucket') return create(name, bucket);
      if (!bucket) throw new ServiceError('NoSuchBucket', 'The specified bucket does not exist', 404);
      return withCors(bucket, call, perform(call, bucket, key));
    },
    error: (code, status, message) => ({
      status,
      headers: { 'content-type': 'application/xml', date: new Date().toUTCString() },
      body: `<Error><Code>${code}</Code><Message>${escapeXml(message)}</Message></Error>`,
    }),
    put(name, key, object) {
      if (!bucketOf(name)) return false;
      objects.set(name, contents(name).set(key, object));
      return true;
    },
    remove: (name, key) => void contents(name).delete(key),
    reset() {
      objects.clear();
      deleted.clear();
    },
  };
  return service;

  function perform({ operation, query }: AwsCall, bucket: Bucket, key: string): AwsAnswer {
    const own = contents(bucket.name);
    if (operation === 'ListObjectsV2') return listed(bucket, own, query);
    if (operation === 'GetBucketLifecycleConfiguration')
      return xmlAnswer('LifecycleConfiguration', { Rule: bucket.lifecycle });
    if (operation === 'DeleteBucket') {
      if (own.size > 0) throw new ServiceError('BucketNotEmpty', 'The bucket you tried to delete is not empty', 409);
      deleted.add(bucket.name);
      return { status: 204, body: '' };
    }
    if (operation === 'DeleteObject') {
      own.delete(key);
      return { status: 204, body: '' };
    }
    const object = own.get(key);
    if (!object) throw new ServiceError('NoSuchKey', 'The specified key does not exist.', 404);
    const headers = {
      'content-type': key.endsWith('.m3u8') ? 'application/vnd.apple.mpegurl' : 'video/MP2T',
      'last-modified': new Date(object.modified).toUTCString(),
      date: new Date().toUTCString(),
    };
    return { status: 200, headers, body: object.body };
  }

  /** Brings back one that was deleted by hand; others come of templates. */
  function create(name: string, there: Bucket | undefined): AwsAnswer {
    if (there) throw new ServiceError('BucketAlreadyOwnedByYou', `${name} is yours already.`, 409);
    if (!deleted.delete(name)) throw new ServiceError('InvalidRequest', 'The local S3 has the buckets of templates.');
    return { status: 200, body: '' };
  }
}

function placeOf(path: string): { bucket: string; key: string } {
  const [, bucket = '', ...key] = path.split('/');
  return { bucket: decodeURIComponent(bucket), key: key.map(decodeURIComponent).join('/') };
}

function requiredAction(operation: string, bucket: Bucket, key: string): RequiredAction {
  const arn = `arn:aws:s3:::${bucket.name}`;
  return {
    action: `s3:${actions[operation] ?? operation}`,
    resource: key === '' ? arn : `${arn}/${key}`,
    context: { 'aws:ResourceAccount': bucket.account },
  };
}

function listed({ name }: Bucket, own: ReadonlyMap<string, S3Object>, query: URLSearchParams): AwsAnswer {
  const prefix = query.get('prefix') ?? '';
  const asked = query.get('max-keys') ?? '1000';
  if (!/^\d+$/.test(asked))
    throw new ServiceError('InvalidArgument', 'Provided max-keys not an integer or within integer range');
  const most = Math.min(1000, Number(asked));
  const matching = [...own].filter(([key]) => key.startsWith(prefix));
  const found = matching.slice(0, most);
  const contents = found
    .map(([key, { body, modified }]) => {
      return { Key: key, LastModified: new Date(modified).toISOString(), Size: body.byteLength };
    })
    .map((each) => `<Contents>${xml(each)}</Contents>`);
  const IsTruncated = matching.length > most;
  const head = xml({ Name: name, Prefix: prefix, KeyCount: found.length, MaxKeys: most, IsTruncated });
  return xmlText(`<ListBucketResult>${head}${contents.join('')}</ListBucketResult>`);
}

function xmlAnswer(name: string, value: unknown): AwsAnswer {
  return xmlText(`<${name}>${xml(value)}</${name}>`);
}

function xmlText(body: string): AwsAnswer {
  return { status: 200, headers: { 'content-type': 'application/xml', date: new Date().toUTCString() }, body };
}

/** Lets a page of an origin that the bucket names read the answer. */
function withCors({ corsOrigins }: Bucket, { headers: { origin } }: AwsRequest, answer: AwsAnswer): AwsAnswer {
  const allowed = origin !== undefined && corsOrigins.find((each) => each === '*' || each === origin);
  return allowed ? { ...answer, headers: { ...answer.headers, 'access-control-allow-origin': allowed } } : answer;
}
