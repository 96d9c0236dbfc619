import { randomUUID } from 'node:crypto';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { demo } from '../../local/demo';
import { synthesise } from '../../local/synthesise';
import { expectProblem, pointersOf } from '../support/problems';
import { type RawRequest, sendRaw } from '../support/raw-http';
import { sourceRequest } from '../support/sources';
import { type Answer, type System, sharedSystem, startSystem, until } from '../support/system';
import { Client } from './client';

jest.setTimeout(120_000);

type Lines = RawRequest['headers'];

const base = `/organisations/${demo.organisation}/target-accounts/${demo.targetAccount}/sources`;
const json = ['Content-Type', 'application/json'] as const;

let system: System;

/** Sends what fetch would put right: lines of one header stay lines. */
async function send(method: string, path: string, headers: Lines, body: Buffer | string = ''): Promise<Answer> {
  const bytes = Buffer.from(body);
  const own: Lines = [
    ['Host', '127.0.0.1'],
    ['Authorization', `Bearer ${system.token()}`],
    ['Content-Length', String(bytes.length)],
  ];
  const request = { method, target: `${base}${path}`, headers: [...own, ...headers], body: bytes };
  const answer = await sendRaw(system.apiUrl, request, 60);
  if (!answer) throw new Error('the connection ended without an answer');
  return { status: answer.status, headers: answer.headers, body: JSON.parse(answer.text) };
}

describe('the API', () => {
  const body = JSON.stringify(sourceRequest('srt-listener', { metadata: { labels: [{ key: 'a', value: 'é' }] } }));

  beforeAll(async () => {
    system = await sharedSystem().take();
  });

  it.each<[string, () => Lines, string]>([
    ['Content-Type', () => [json, json], '/header/content-type'],
    ['Content-Type, of another kind', () => [json, ['content-type', 'text/plain']], '/header/content-type'],
    ['Idempotency-Key', () => [json, ['Idempotency-Key', 'a'], ['Idempotency-Key', 'a']], '/header/idempotency-key'],
    ['Authorization', () => [json, ['Authorization', `Bearer ${system.token()}`]], '/header/authorization'],
  ])('refuses a second %s', async (_name, lines, pointer) => {
    const answer = await send('POST', '', lines(), body);
    expectProblem(answer, 400, 'request-invalid');
    expect(pointersOf(answer)).toEqual([pointer]);
  });

  it('refuses bytes that are no UTF-8', async () => {
    const answer = await send('POST', '', [json], Buffer.from(body, 'latin1'));
    expectProblem(answer, 400, 'request-invalid');
    expect(pointersOf(answer)).toEqual(['']);
  });

  it('takes the lines of If-Match for one list, and a weak tag for none of it', async () => {
    const id = await new Client(system).create(sourceRequest('rtp'));
    const remove = (...tags: string[]) => {
      const lines = tags.map((tag) => ['If-Match', tag] as const);
      return send('DELETE', `/${id}`, lines);
    };
    expectProblem(await remove('"7"', '"8"'), 412, 'precondition-failed');
    expectProblem(await remove('W/"1"', '"8"'), 412, 'precondition-failed');
    expect((await remove('"1"', '"8"')).status).toBe(200);
  });

  it('does not open another organisation to a token whose check is remembered, by whatever path', async () => {
    const [mine, theirs] = [randomUUID(), demo.organisation];
    const token = system.token({ organisation: mine, role: 'admin' });
    const get = (path: string) => system.api('GET', path, undefined, { token });
    const sourcesOf = (organisation: string) =>
      `/organisations/${organisation}/target-accounts/${demo.targetAccount}/sources`;
    expectProblem(await get(sourcesOf(mine)), 404, 'target-account-not-found');
    for (const path of ['/sources', `/sources/${randomUUID()}`, `/sources/${randomUUID()}/status`]) {
      expectProblem(await get(path), 403, 'forbidden');
    }
    for (const way of [`${mine}%2f..%2f${theirs}`, `${theirs}%2f..%2f${mine}`, `${mine}*`, theirs.toUpperCase()]) {
      expectProblem(await get(sourcesOf(way)), 403, 'forbidden');
    }
    expectProblem(await get(sourcesOf(mine)), 404, 'target-account-not-found');
  });

  it('does not know a token any more that has expired since it was checked', async () => {
    let token = '';
    const list = () => system.api('GET', '/sources', undefined, { token });
    // A busy machine may take longer than a short life to check a token for the first time.
    let ttlSeconds = 2;
    for (let status = 0; status !== 200; ttlSeconds *= 2) {
      if (ttlSeconds > 60) throw new Error(`a token of ${ttlSeconds / 2} s was never good: ${status}`);
      token = system.token({ ttlSeconds });
      ({ status } = await list());
    }
    const late = await until(list, ({ status }) => status !== 200, ttlSeconds + 30);
    expectProblem(late, 401, 'unauthenticated');
    // Not the gateway's answer: the authorizer was not asked again.
    expect(late.body.detail).toContain('has expired');
    expect(late.headers.get('x-amzn-remapped-www-authenticate')).toBe('Bearer');
  });
});

describe('the logs', () => {
  it('say who asked what and how it went, and nothing that a client made up', async () => {
    const system = await sharedSystem().take();
    const canary = 'a-passphrase-that-strayed';
    const since = readFileSync(join(system.dataDirectory, 'logs', 'access.log'), 'utf8').length;
    const body = JSON.stringify({ passphrase: canary });
    const asked = [
      await send('GET', `?passphrase=${canary}`, []),
      await send('GET', `/${canary}`, []),
      await send('GET', `/${canary}/nowhere`, []),
      await send('DELETE', `/${randomUUID()}`, [['If-Match', canary]]),
      await send('POST', '', [json, ['Idempotency-Key', canary], ['X-Passphrase', canary]], body),
      await send('POST', `/${randomUUID()}/start?dry-run=${canary}`, []),
    ];
    expect(asked.map(({ status }) => status)).toEqual([400, 400, 404, 404, 400, 400]);
    const lines = await until(
      async () =>
        readFileSync(join(system.dataDirectory, 'logs', 'access.log'), 'utf8')
          .slice(since)
          .trim()
          .split('\n'),
      (seen) => seen.length >= asked.length,
    );
    expect(lines.map((line) => JSON.parse(line))).toEqual(
      asked.map(({ status, headers }) => ({
        requestId: headers.get('x-amzn-requestid'),
        time: expect.any(String),
        sourceIp: '127.0.0.1',
        subject: expect.stringMatching(/./),
        method: expect.stringMatching(/^(GET|POST|DELETE)$/),
        path: expect.stringMatching(/^(-|\/organisations\/\{organisation-id\}\/.*)$/),
        status: String(status),
        latency: expect.stringMatching(/^\d+$/),
      })),
    );
    for (const file of readdirSync(join(system.dataDirectory, 'logs'))) {
      expect(readFileSync(join(system.dataDirectory, 'logs', file), 'utf8')).not.toContain(canary);
    }
  });
});

describe('the limits of the API', () => {
  let folder: string;

  /** The project's own stack with narrower limits: three requests, and a millisecond for a function. */
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'limits-'));
    cpSync(await synthesise(resolve(__dirname, '../..'), () => {}), folder, { recursive: true });
    const file = join(folder, 'Headworks.template.json');
    const template = JSON.parse(readFileSync(file, 'utf8'));
    const resources: { Type: string; Properties: Record<string, object> }[] = Object.values(template.Resources);
    for (const { Type, Properties } of resources) {
      const setting = Type === 'AWS::ApiGateway::Stage' && (Properties.MethodSettings as object[])[0];
      if (setting) Object.assign(setting, { ThrottlingRateLimit: 0.001, ThrottlingBurstLimit: 3 });
      if (Type === 'AWS::ApiGateway::Method') Object.assign(Properties.Integration ?? {}, { TimeoutInMillis: 1 });
    }
    writeFileSync(file, JSON.stringify(template));
    system = await startSystem({ speed: 100, template: folder });
  });
  afterAll(async () => {
    await system.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('are answered as problems: 504 for what takes too long, 429 for what comes too fast', async () => {
    for (const path of ['/sources', `/sources/${randomUUID()}`, '/docs']) {
      const answer = await system.api('GET', path);
      expectProblem(answer, 504, 'timed-out');
    }
    for (const method of ['GET', 'POST']) {
      const answer = await system.api(method, '/sources', method === 'POST' ? {} : undefined);
      expectProblem(answer, 429, 'too-many-requests');
      expect(answer.headers.get('retry-after')).toBe('1');
    }
  });
});
