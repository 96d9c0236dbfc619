import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import Ajv2020, { type ErrorObject } from 'ajv/dist/2020';
import addFormats from 'ajv-formats';

interface Media {
  schema: { $ref?: string };
  examples?: Record<string, { value: unknown } | { $ref: string }>;
}
interface Answer {
  headers: Record<string, unknown>;
  content: Record<string, Media>;
}
/** An operation of the document. */
export interface Operation {
  operationId: string;
  summary: string;
  description: string;
  security?: unknown[];
  'x-extension'?: true;
  parameters?: { name: string; in: string; required?: boolean; description: string; schema: object }[];
  requestBody?: { content: Record<string, Media> };
  responses: Record<string, Answer | { $ref: string }>;
}

const path = join(resolve(__dirname, '..', '..'), 'docs', 'openapi.json');

/** The OpenAPI document as it is in the repository. */
export const openApi: {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, object>; responses: Record<string, Answer> };
} = JSON.parse(readFileSync(path, 'utf8'));

// The document's own words, and those of OpenAPI, are not JSON Schema's.
const ajv = new Ajv2020({ strict: true, strictTypes: false, allowUnionTypes: true, allErrors: true });
addFormats(ajv);
for (const word of ['x-extension', 'discriminator', 'components']) ajv.addKeyword(word);
ajv.addSchema({ $id: 'openapi', components: { schemas: openApi.components.schemas } });

/** What is wrong with a value by a schema of the document, nothing if it fits; `reference` is a `$ref`, or a name. */
export function faultsBy(reference: string, value: unknown): ErrorObject[] {
  const pointer = reference.startsWith('#') ? reference : `#/components/schemas/${reference}`;
  const validate = ajv.getSchema(`openapi${pointer}`);
  if (!validate) throw new Error(`the document has no ${pointer}`);
  validate(value);
  return validate.errors ?? [];
}

/** What a reference of the document leads to. */
export function followed<Value extends object>(value: Value | { $ref: string }): Value {
  if (!('$ref' in value)) return value;
  const steps = value.$ref.split('/').slice(1);
  return steps.reduce((at, step) => (at as Record<string, unknown>)[step], openApi as unknown) as Value;
}

/** Every operation with its method, in lower case, and path. */
export const operations = Object.entries(openApi.paths).flatMap(([route, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ route, method, operation })),
);

/** The operation that a request asks for, undefined if there is none; `pathname` is percent-encoded. */
export function operationOf(method: string, pathname: string): Operation | undefined {
  return operations.find(({ route, method: own }) => {
    const pattern = route.replaceAll(/[.]/g, '\\.').replaceAll(/\{[^}]+\}/g, '[^/]+');
    return own === method.toLowerCase() && new RegExp(`^${pattern}/?$`).test(pathname);
  })?.operation;
}

/** What of an answer is not as the document says: status, headers or body. Empty if it is. */
export function deviations(
  method: string,
  pathname: string,
  answer: { status: number; headers: Headers; body: unknown },
): string[] {
  const operation = operationOf(method, pathname);
  const { status, headers, body } = answer;
  const mediaType = headers.get('content-type') ?? '';
  // What is answered where there is no operation is a problem, but no operation's.
  if (!operation) return faultsBy('Problem', body).map(textOf);
  const documented = operation.responses[status];
  if (!documented) return [`${operation.operationId} answers ${status}, which is not documented`];
  const { headers: named, content } = followed(documented);
  // API Gateway puts some headers of functions aside, and keeps them under this name.
  const isThere = (name: string) => headers.has(name) || headers.has(`x-amzn-remapped-${name}`);
  const missing = Object.keys(named).filter((name) => !isThere(name) && name !== 'Retry-After');
  const media = content[mediaType];
  if (!media) return [`${operation.operationId} answers ${mediaType}, which is not documented`];
  const faults = media.schema.$ref ? faultsBy(media.schema.$ref, body) : [];
  return [...missing.map((name) => `the header ${name} is missing`), ...faults.map(textOf)];
}

function textOf({ instancePath, message }: ErrorObject): string {
  return `${instancePath} ${message}`;
}
