import * as z from 'zod';
import { type Endpoint, endpoints } from '../../lambdas/contract/endpoints';
import { type ProblemCode, problemMediaType, problems } from '../../lambdas/contract/problems';
import { version } from '../../package.json';
import { components, referenceTo } from './components';
import { parameterTexts } from './descriptions';
import { bodyExamples } from './examples';
import { headers, operationTexts } from './operations';
import { problemExample, problemTexts } from './problems';
import { cacheControl, keyOf, successes } from './successes';

/** What every operation may be refused with, and what only those with a token or a body may. */
const anybody: readonly ProblemCode[] = ['request-invalid', 'too-many-requests', 'internal', 'timed-out'];
const tokenBearers: readonly ProblemCode[] = ['unauthenticated', 'forbidden'];

const refusalHeaders: Partial<Record<ProblemCode, Record<string, object>>> = {
  unauthenticated: {
    'WWW-Authenticate': {
      description:
        'API Gateway calls it `x-amzn-Remapped-WWW-Authenticate` where a token expires within five minutes of its last use.',
      schema: { type: 'string', const: 'Bearer' },
    },
  },
  'source-busy': retryAfter(),
  'request-in-progress': retryAfter(),
  'too-many-requests': retryAfter(),
};

function retryAfter() {
  return { 'Retry-After': { description: 'Seconds to wait.', schema: { type: 'integer', minimum: 0 } } };
}

/** The whole API as an OpenAPI 3.1 document. */
export function openApiDocument() {
  const { schemas, bodyOf, answerOf } = components();
  const responses: Record<string, object> = {};
  const paths: Record<string, Record<string, object>> = {};
  for (const row of endpoints as readonly Endpoint[]) {
    const operations = paths[row.path] ?? {};
    const described = operation(row, bodyOf[row.name], answerOf[row.name], responses);
    operations[row.method.toLowerCase()] = described;
    if (row.alias) operations[row.alias.toLowerCase()] = aliasOf(row, described);
    paths[row.path] = operations;
  }
  return {
    openapi: '3.1.1',
    info: {
      title: 'Headworks',
      version,
      summary: 'Manage video ingestion sources for AWS Elemental MediaConnect.',
      description:
        'Create and configure ingress flows with support for multiple protocols, set up redundant failover configurations, and monitor source health. Names, nesting and wording follow the published API of M2A Connect V3; what is marked `x-extension` is ours.\n\nEvery refusal is a problem (RFC 9457). Unknown members and parameters are refused. Times are in UTC. A path or method that is not there is answered with 404 `route-not-found`.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '.', description: 'Where this document is answered' }],
    security: [{ token: [] }],
    tags: [
      {
        name: 'Sources',
        description: 'Sources define how video content enters your MediaConnect infrastructure.',
      },
      {
        name: 'Target accounts',
        description: 'Target accounts are the AWS accounts in which sources have their flows.',
      },
      { name: 'Documentation', description: 'What you are reading.' },
    ],
    paths,
    components: {
      securitySchemes: {
        token: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description:
            'A token of the OpenID Connect issuer of the deployment. Its groups say `<organisation-id>:<role>`: a viewer reads; an operator also creates, changes, starts, stops, repairs, deletes and reveals secrets; an admin may do everything.',
        },
      },
      headers: {
        'Cache-Control': { description: 'Answers are not to be kept.', schema: { type: 'string', const: 'no-store' } },
        ...headers,
      },
      responses: Object.fromEntries(Object.entries(responses).sort(([a], [b]) => (a < b ? -1 : 1))),
      examples: examplesOfProblems(JSON.stringify(responses)),
      schemas,
    },
  };
}

/** An example of each problem that an operation is refused with. */
function examplesOfProblems(responses: string) {
  const codes = (Object.keys(problems) as ProblemCode[]).filter((code) => responses.includes(exampleOf(code)));
  return Object.fromEntries(codes.map((code) => [code, { summary: code, value: problemExample(code) }]));
}

/** The operation under the method that means the same. */
function aliasOf({ name, method, alias }: Endpoint, described: ReturnType<typeof operation>) {
  const operationId = `${name}By${pascal(String(alias).toLowerCase())}`;
  return { ...described, operationId, description: `The same as ${method}.\n\n${described.description}` };
}

function operation(
  row: Endpoint,
  body: string | undefined,
  answer: string | undefined,
  responses: Record<string, object>,
) {
  const text = operationTexts[row.name];
  return {
    operationId: row.name,
    summary: row.summary,
    description: `${text.description}${row.role ? `\n\nNeeds a token with the role ${row.role} or a higher one.` : ''}`,
    tags: [text.tag],
    ...(text.isExtension && { 'x-extension': true }),
    ...(row.role ? { 'x-role': row.role } : { security: [] }),
    ...parametersOf(row),
    ...(body && { requestBody: requestBody(row, body) }),
    responses: { ...successes(row, answer), ...refusals(row, responses) },
  };
}

function parametersOf(row: Endpoint) {
  const parameters = (['path', 'query'] as const).flatMap((place) => {
    const schema = z.toJSONSchema(place === 'path' ? row.parameters : row.query, { io: 'input' });
    return Object.entries(schema.properties ?? {}).map(([name, member]) => {
      const description = parameterTexts[name];
      if (!description) throw new Error(`The parameter ${name} has no description`);
      return { name, in: place, description, ...(place === 'path' && { required: true }), schema: typed(member) };
    });
  });
  const all = [...parameters, ...headerParameters(row)];
  return all.length > 0 ? { parameters: all } : {};
}

/** The headers that a row gives a meaning to. */
function headerParameters({ isConditional, isIdempotent }: Endpoint) {
  const key = { type: 'string', minLength: 1, maxLength: 255, pattern: '^[\\x20-\\x7e]*$' };
  const named = {
    ...(isConditional && { 'If-Match': { type: 'string' } }),
    ...(isIdempotent && { 'Idempotency-Key': key }),
  };
  return Object.entries(named).map(([name, schema]) => ({
    name,
    in: 'header',
    description: parameterTexts[name] ?? '',
    schema,
  }));
}

/** The schema of a parameter, its default in the type that the text stands for. */
function typed(schema: z.core.JSONSchema._JSONSchema) {
  if (typeof schema === 'boolean' || typeof schema.default !== 'string' || schema.type === 'string') return schema;
  return { ...schema, default: JSON.parse(schema.default) };
}

function requestBody(row: Endpoint, name: string) {
  const bodies = bodyExamples[row.name]?.() ?? {};
  const examples = Object.entries(bodies).map(([title, value]) => [keyOf(title), { summary: title, value }]);
  return {
    required: true,
    description: 'At most 64 KiB.',
    content: {
      'application/json': { schema: { $ref: referenceTo(name) }, examples: Object.fromEntries(examples) },
    },
  };
}

/** Every refusal of an operation by its status; those of one status are one answer. Adds the answers to `responses`. */
function refusals(row: Endpoint, responses: Record<string, object>) {
  const codes = new Set([...anybody, ...(row.role ? tokenBearers : []), ...row.refusals]);
  const all = Object.keys(problems) as ProblemCode[];
  const given = all.filter((code) => codes.has(code));
  const statuses = new Set(given.map((code) => problems[code].status));
  return Object.fromEntries(
    [...statuses].map((status) => {
      const group = given.filter((code) => problems[code].status === status);
      const name = group.map(pascal).join('Or');
      responses[name] = refusal(group);
      return [status, { $ref: `#/components/responses/${name}` }];
    }),
  );
}

function refusal(codes: readonly ProblemCode[]) {
  const description = codes.map((code) => `\`${code}\`: ${problemTexts[code].when}`).join('\n\n');
  const examples = codes.map((code) => [code, { $ref: exampleOf(code) }]);
  return {
    description,
    headers: { ...cacheControl, ...Object.assign({}, ...codes.map((code) => refusalHeaders[code])) },
    content: {
      [problemMediaType]: { schema: { $ref: referenceTo('Problem') }, examples: Object.fromEntries(examples) },
    },
  };
}

const exampleOf = (code: ProblemCode) => `#/components/examples/${code}`;

function pascal(code: string): string {
  return code.replaceAll(/(?:^|-)([a-z])/g, (_, first: string) => first.toUpperCase());
}

/** The document as the type of what it is made of. */
export type OpenApiDocument = ReturnType<typeof openApiDocument>;
