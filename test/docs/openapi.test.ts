import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createConfig, lintFromString } from '@redocly/openapi-core';
import { memberTexts, parameterTexts } from '../../docs/openapi/descriptions';
import { type Endpoint, endpoints } from '../../lambdas/contract/endpoints';
import { problems } from '../../lambdas/contract/problems';
import { roles } from '../../lambdas/contract/roles';
import { faultsBy, followed, openApi, operations } from '../support/openapi';

const root = resolve(__dirname, '..', '..');
const file = join(root, 'docs', 'openapi.json');
const text = readFileSync(file, 'utf8');
const rows: readonly Endpoint[] = endpoints;

jest.setTimeout(60_000);

it('what is generated is up to date (npm run docs writes it)', () => {
  const { stderr, status } = spawnSync(process.execPath, ['--import', 'tsx', 'docs/generate.ts', '--check'], {
    cwd: root,
    encoding: 'utf8',
  });
  expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
});

describe('the OpenAPI document', () => {
  it('is valid for @seriousme/openapi-schema-validator', () => {
    const { stdout } = spawnSync(process.execPath, [join(root, 'test', 'support', 'validate-openapi.mjs'), file], {
      encoding: 'utf8',
    });
    expect(stdout).toBe('OpenAPI 3.1: valid\n');
  });

  it('is valid for @redocly/openapi-core, by its strictest rules', async () => {
    const config = await createConfig({ extends: ['spec', 'recommended-strict'] });
    const found = await lintFromString({ source: text, absoluteRef: file, config });
    expect(found.map(({ ruleId, message, location }) => [ruleId, message, location[0]?.pointer])).toEqual([]);
  });

  it('fits into an answer of Lambda with ease', () => {
    expect(text.length).toBeLessThan(1024 * 1024);
  });

  it('has an operation for each row, and no other', () => {
    const shown = operations.map(({ route, method, operation }) => [operation.operationId, method, route]);
    const wanted = rows.flatMap(({ name, method, alias, path }) => [
      [name, method.toLowerCase(), path],
      ...(alias ? [[`${name}By${alias.charAt(0)}${alias.slice(1).toLowerCase()}`, alias.toLowerCase(), path]] : []),
    ]);
    expect(shown.sort()).toEqual(wanted.sort());
  });

  it.each(rows.map((row) => [row.name, row] as const))('tells of %s what its row says', (name, row) => {
    const { operation } = operations.find((one) => one.operation.operationId === name) ?? {};
    expect(operation?.summary).toBe(row.summary);
    expect(operation?.description).not.toBe('');
    if (row.role) expect(operation?.description).toContain(`the role ${row.role}`);
    else expect(operation?.security).toEqual([]);
    const inPath = [...row.path.matchAll(/\{([^}]+)\}/g)].map(([, parameter]) => parameter);
    const required = operation?.parameters?.filter((parameter) => parameter.required) ?? [];
    expect(required.map((parameter) => parameter.name)).toEqual(inPath);
    const headers = operation?.parameters?.filter((parameter) => parameter.in === 'header') ?? [];
    expect(headers.map((parameter) => parameter.name)).toEqual([
      ...(row.isConditional ? ['If-Match'] : []),
      ...(row.isIdempotent ? ['Idempotency-Key'] : []),
    ]);
    const refused = Object.keys(operation?.responses ?? {}).filter((status) => Number(status) >= 400);
    const always = row.role ? [400, 401, 403, 429, 500, 504] : [400, 429, 500, 504];
    const own = row.refusals.map((code) => problems[code].status);
    expect(refused.map(Number)).toEqual([...new Set([...always, ...own])].sort((a, b) => a - b));
  });

  it('describes every member, and nothing that is not there', () => {
    const described = new Set<unknown>();
    JSON.stringify(openApi, (key, value) => {
      if (key === 'description') described.add(value);
      return value;
    });
    const texts = Object.values({ ...memberTexts, ...parameterTexts });
    expect(texts.filter((one) => !described.has(one))).toEqual([]);
  });

  it('gives query parameters their types, ranges and defaults', () => {
    const { operation } = operations.find((one) => one.operation.operationId === 'listSources') ?? {};
    const query = operation?.parameters?.filter((parameter) => parameter.in === 'query') ?? [];
    const flag = { type: 'boolean', default: false };
    expect(Object.fromEntries(query.map(({ name, schema }) => [name, schema]))).toEqual({
      'include-deleted': flag,
      'include-hidden': flag,
      inline: flag,
      'last-evaluated-key': { type: 'string' },
      'page-size': { type: 'integer', minimum: 1, maximum: 100, default: 50 },
    });
  });

  it('marks as extensions what the published API does not have', () => {
    const extensions = operations.filter(({ operation }) => operation['x-extension']);
    expect(extensions.map(({ operation }) => operation.operationId)).toEqual([
      'startSource',
      'stopSource',
      'repairSource',
      'getSourceThumbnail',
      'getSourceProxy',
      'listSourceEvents',
      'listTargetAccounts',
      'getTargetAccount',
      'putTargetAccount',
      'deleteTargetAccount',
      'getOpenApi',
      'getDocs',
    ]);
    expect(text.match(/"x-extension": true/g)).toHaveLength(extensions.length + 24);
  });

  it('names every role', () => {
    for (const role of roles) expect(text).toMatch(new RegExp(`${role} `));
  });
});

type Case = [place: string, reference: string, value: unknown];

function examplesIn(place: string, content: Record<string, { schema: { $ref?: string }; examples?: object }>): Case[] {
  return Object.values(content).flatMap(({ schema, examples = {} }) =>
    Object.entries(examples).map(([name, example]): Case => {
      const { value } = followed(example) as { value: unknown };
      return [`${place} ${name}`, schema.$ref ?? '', value];
    }),
  );
}

/** Their answers are no JSON. */
const withoutExample = ['getSourceThumbnail', 'getSourceProxy', 'getOpenApi', 'getDocs'];

describe('every example', () => {
  const cases = operations.flatMap(({ operation }) => [
    ...examplesIn(`${operation.operationId} body`, operation.requestBody?.content ?? {}),
    ...Object.entries(operation.responses).flatMap(([status, answer]) =>
      examplesIn(`${operation.operationId} ${status}`, followed(answer).content),
    ),
  ]);

  it.each(cases)('fits its schema: %s', (_, reference, value) => {
    expect(faultsBy(reference, value)).toEqual([]);
  });

  it('there is one for each body, each JSON success and each refusal', () => {
    const places = new Set(cases.map(([place]) => place.split(' ').slice(0, 2).join(' ')));
    const wanted = operations.flatMap(({ operation: { operationId, requestBody, responses } }) => [
      ...(requestBody ? [`${operationId} body`] : []),
      ...Object.keys(responses)
        .filter((status) => status >= '400' || !withoutExample.includes(operationId))
        .map((status) => `${operationId} ${status}`),
    ]);
    expect([...places].sort()).toEqual(wanted.sort());
  });
});
