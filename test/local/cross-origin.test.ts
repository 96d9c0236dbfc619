import { mkdtempSync, rmSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { demo } from '../../local/demo';
import { Functions } from '../../local/functions';
import { Gateway } from '../../local/gateway';
import { InvokePermissions } from '../../local/invoke-permissions';
import { synthesise } from '../../local/synthesise';
import { loadStack } from '../../local/template';
import { fixtureParameters } from '../support/local-stack';

const console = 'https://console.example.com';
const sources = `/organisations/${demo.organisation}/target-accounts/${demo.targetAccount}/sources`;
const logFolder = mkdtempSync(join(tmpdir(), 'cross-origin-'));
const opened: { close(): unknown }[] = [];

/** The API of the project's stack, for pages of these origins. */
async function listen(CorsOrigins: string): Promise<string> {
  const folder = await synthesise(resolve(__dirname, '../..'), () => {});
  const stack = loadStack(
    folder,
    { ...fixtureParameters, TokenKeySetUri: 'https://issuer.example/keys', CorsOrigins },
    demo,
  );
  const functions = new Functions(stack, { endpointUrl: 'http://127.0.0.1:1', logFolder });
  const server: Server = new Gateway(stack, functions, new InvokePermissions(stack)).server();
  opened.push(functions, server);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

let url: string;
beforeAll(async () => {
  url = await listen(`https://other.example, ${console}`);
  // The first test of a changed stack synthesises it.
}, 240_000);
afterAll(() => {
  for (const each of opened) each.close();
  rmSync(logFolder, { recursive: true, force: true });
});

const ask = (path: string, origin?: string, method = 'GET', base = url) =>
  fetch(`${base}${path}`, { method, headers: origin === undefined ? {} : { Origin: origin } });
const corsOf = (answer: Response) =>
  Object.fromEntries([...answer.headers].filter(([name]) => name.startsWith('access-control-')));

describe('a page of an allowed origin', () => {
  it.each([
    sources,
    `${sources}/${demo.targetAccount}/start`,
    '/openapi.json',
  ])('is told that it may ask %s, without a token', async (path) => {
    const answer = await ask(path, console, 'OPTIONS');
    expect(answer.status).toBe(204);
    expect(corsOf(answer)).toEqual({
      'access-control-allow-origin': console,
      'access-control-allow-methods': 'GET, POST, PUT, PATCH, DELETE',
      'access-control-allow-headers': 'Authorization, Content-Type, Idempotency-Key, If-Match',
      'access-control-max-age': '3600',
    });
    expect(answer.headers.get('vary')).toBe('Origin');
  });

  it('may read an answer', async () => {
    const answer = await ask('/openapi.json', console);
    expect(answer.status).toBe(200);
    expect(corsOf(answer)).toEqual({
      'access-control-allow-origin': console,
      'access-control-expose-headers': expect.stringContaining('ETag, Location, Retry-After'),
    });
  });

  it("may read API Gateway's own refusals", async () => {
    for (const path of [sources, '/nowhere']) {
      const answer = await ask(path, console);
      expect([401, 404]).toContain(answer.status);
      expect(corsOf(answer)).toMatchObject({ 'access-control-allow-origin': '*' });
    }
  });
});

describe('a page of another origin', () => {
  it.each([
    `${console}.evil.example`,
    'http://console.example.com',
    'null',
    '',
  ])('may neither ask nor read: %j', async (origin) => {
    const asked = await ask(sources, origin, 'OPTIONS');
    expect(asked.status).toBe(204);
    expect(corsOf(asked)).toEqual({});
    const answer = await ask('/openapi.json', origin);
    expect(corsOf(answer)).not.toHaveProperty('access-control-allow-origin');
    // A cache must not give the one the answer of the other.
    for (const { headers } of [asked, answer]) expect(headers.get('vary')).toBe('Origin');
  });
});

it('no page of another origin may do anything where none is allowed', async () => {
  const closed = await listen('');
  const asked = await ask(sources, console, 'OPTIONS', closed);
  expect(asked.status).toBe(404);
  expect(await asked.json()).toMatchObject({ type: 'urn:problem:route-not-found' });
  for (const path of ['/openapi.json', sources]) {
    const answer = await ask(path, console, 'GET', closed);
    expect(corsOf(answer)).toEqual({});
    expect(answer.headers.get('vary')).toBeNull();
  }
});

describe('every answer', () => {
  const policy = "default-src 'none'; frame-ancestors 'none'";

  it.each([
    ['/openapi.json', 200, policy],
    ['/docs', 200, expect.stringMatching(/^default-src 'none'; style-src 'sha256-[^']+'; .*frame-ancestors 'none'$/)],
    // API Gateway's own have none: it could not quote it.
    [sources, 401, null],
    ['/nowhere', 404, null],
  ])('is kept by nobody, framed by nobody and told to nobody: %s', async (path, status, csp) => {
    const answer = await ask(path);
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-security-policy')).toEqual(csp);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'strict-transport-security': 'max-age=63072000',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
    });
  });
});
