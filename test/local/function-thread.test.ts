import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { ExecutionEnvironment } from '../../local/execution-environment';
import { FunctionThread } from '../../local/function-thread';
import { until } from '../support/system';

const folder = mkdtempSync(join(tmpdir(), 'thread-'));
let thread: FunctionThread;
let count = 0;

/** An environment of the thread, with what it has printed. */
function load(handler: string, env: Record<string, string> = {}) {
  count += 1;
  const file = join(folder, `bundle-${count}.js`);
  writeFileSync(file, `exports.handler = async (event) => { ${handler} };\n`);
  const log = new PassThrough({ encoding: 'utf8' });
  const environment = new ExecutionEnvironment(thread, { file, exported: 'handler', env, log });
  const invoke = (event: object = {}, timeoutSeconds = 20) =>
    environment.invoke({ event: JSON.stringify(event), context: { awsRequestId: 'one' }, timeoutSeconds });
  return { environment, invoke, log, printed: () => String(log.read() ?? '') };
}

/** An environment in the midst of an invocation, which can be let finish. */
async function atWork(): Promise<{ finish(): Promise<unknown> }> {
  const { invoke, printed } = load(
    `console.log('begun'); await new Promise((go) => { globalThis.go = go; }); return 'done';`,
  );
  const answered = invoke();
  await until(
    async () => printed(),
    (text) => text.includes('begun'),
  );
  return {
    async finish() {
      await load('globalThis.go();').invoke();
      return answered;
    },
  };
}

beforeEach(() => {
  thread = new FunctionThread('http://127.0.0.1:1', 500);
});
afterEach(() => thread.end());
afterAll(() => rmSync(folder, { recursive: true }));

it('gives each environment of a thread its own variables and log, whatever the others do meanwhile', async () => {
  const handler = `for (let turn = 0; turn < 50; turn++) {
    await new Promise((go) => setTimeout(go, 1));
    if (process.env.NAME !== event.name) throw new Error(process.env.NAME + ' is not ' + event.name);
  }
  process.env.NAME += '!';
  console.log('log of', process.env.NAME);
  console.error('error of', process.env.NAME);
  return process.env;`;
  const environments = ['a', 'b', 'c'].map((NAME) => load(handler, { NAME }));
  const answers = await Promise.all(environments.map(({ invoke }, index) => invoke({ name: 'abc'[index] })));
  expect(answers.map(({ result = '' }) => JSON.parse(result))).toEqual([
    { NAME: 'a!' },
    { NAME: 'b!' },
    { NAME: 'c!' },
  ]);
  expect(environments.map(({ printed }) => printed())).toEqual(
    ['a', 'b', 'c'].map((name) => `log of ${name}!\nerror of ${name}!\n`),
  );
});

it('lets each environment keep what goes with its own calls', async () => {
  const handler = `const { AsyncLocalStorage } = require('node:async_hooks');
  const [one, other] = [new AsyncLocalStorage(), new AsyncLocalStorage()];
  const later = () => new Promise((go) => setTimeout(go, 1));
  const seen = async () => { await later(); return [one.getStore() ?? null, other.getStore() ?? null]; };
  const nested = one.run(1, () => other.run(2, async () => [await seen(), await one.run(3, seen), await other.exit(seen)]));
  one.enterWith(4);
  const bound = AsyncLocalStorage.bind(() => one.getStore());
  return [...await nested, await seen(), one.run(5, bound), process.env.NAME];`;
  const answers = await Promise.all(['a', 'b'].map((NAME) => load(handler, { NAME }).invoke()));
  const expected = [[1, 2], [3, 2], [1, null], [4, null], 4];
  expect(answers.map(({ result = '' }) => JSON.parse(result))).toEqual([
    [...expected, 'a'],
    [...expected, 'b'],
  ]);
});

it.each([
  ['exits', 'setTimeout(() => process.exit(3), 1);', 'Runtime.ExitError'],
  ['throws where nobody catches it', `setTimeout(() => { throw new RangeError('astray') }, 1);`, 'RangeError'],
  ['throws in a microtask', `queueMicrotask(() => { throw new RangeError('astray'); });`, 'RangeError'],
  ['has a promise rejected that nobody awaits', `void Promise.reject(new RangeError('astray'));`, 'RangeError'],
])('ends an environment that %s, and no other', async (_name, handler, errorType) => {
  const other = await atWork();
  const { environment, invoke } = load(`${handler} await new Promise(() => {});`);
  expect((await invoke()).failed).toMatchObject({ errorType });
  expect(environment.alive).toBe(false);
  expect(await other.finish()).toEqual({ result: '"done"' });
  expect(thread.alive).toBe(true);
});

it('lets an environment do nothing more once it has timed out', async () => {
  const held: ServerResponse[] = [];
  let asked = 0;
  const server = createServer((_request, response) => {
    asked += 1;
    held.push(response);
  }).listen(0);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const { environment, invoke } = load(`const http = require('node:http');
    const ask = () => new Promise((resolve, reject) => http.request(event.url, resolve).on('error', reject).end());
    globalThis.met = [];
    for (const time of ['first', 'second']) await ask().catch(({ message }) => globalThis.met.push(time + ': ' + message));
    await fetch(event.url).catch(({ name }) => globalThis.met.push('fetch: ' + name));
    try { http.get(event.url); } catch ({ message }) { globalThis.met.push('get: ' + message); }`);
  const other = await atWork();
  const answered = invoke({ url: `http://127.0.0.1:${port}` }, 0.3);
  await until(
    async () => held.length,
    (length) => length === 1,
  );
  const cut = once(held[0] as ServerResponse, 'close');
  expect((await answered).failed).toMatchObject({ errorType: 'Sandbox.Timedout' });
  expect(environment.alive).toBe(false);
  await cut;
  const { result = '' } = await load('return globalThis.met;').invoke();
  expect(JSON.parse(result)).toEqual([
    ...['first: socket hang up', 'second: The execution environment has ended', 'fetch: AbortError'],
    'get: The execution environment has ended',
  ]);
  expect(asked).toBe(1);
  expect(await other.finish()).toEqual({ result: '"done"' });
  server.close();
});

it('forgets an environment that has crashed, and ends it once', async () => {
  const { environment, invoke } = load(`globalThis.crashed = new WeakRef(exports); process.exit(1);`);
  await invoke();
  environment.end();
  environment.end();
  const collected = load(`require('node:v8').setFlagsFromString('--expose-gc');
    const gc = require('node:vm').runInNewContext('gc');
    await new Promise((go) => setTimeout(go, 1));
    gc();
    return globalThis.crashed.deref() === undefined;`);
  expect(await collected.invoke()).toEqual({ result: 'true' });
  expect(thread.alive).toBe(true);
});

it('runs nothing more in an environment that has ended itself while nothing was asked of it', async () => {
  const { environment, invoke } = load(`if (event.first) return void setTimeout(() => process.exit(1), 1);
    globalThis.ran = true;`);
  await invoke({ first: true });
  await until(
    async () => environment.alive,
    (alive) => !alive,
  );
  expect((await invoke()).failed).toMatchObject({ errorType: 'Runtime.ExitError' });
  expect(await load('return globalThis.ran ?? false;').invoke()).toEqual({ result: 'false' });
});

it('prints nothing more into a log that was closed', async () => {
  const { invoke, log } = load(`console.log('late');`);
  const errors: Error[] = [];
  log.on('error', (error) => errors.push(error)).end();
  expect(await invoke()).toEqual({ result: 'null' });
  expect(errors).toEqual([]);
});

it('waits for no bundle that does not come to an end of loading', async () => {
  const file = join(folder, 'endless.js');
  writeFileSync(file, 'for (;;);');
  const settings = { file, exported: 'handler', env: {}, log: new PassThrough(), loadingSeconds: 0.2 };
  const environment = new ExecutionEnvironment(thread, settings);
  const other = load('return 1;').invoke();
  const invocation = { event: '{}', context: { awsRequestId: 'one' }, timeoutSeconds: 20 };
  expect((await environment.invoke(invocation)).failed).toMatchObject({ errorType: 'Sandbox.Timedout' });
  expect((await other).failed).toMatchObject({ errorType: 'Runtime.ExitError' });
  expect(thread.alive).toBe(false);
});

it('takes no environment for alive whose thread has been ended', async () => {
  const { environment, invoke } = load('return 1;');
  await invoke();
  thread.end();
  expect(environment.alive).toBe(false);
});

it('ends a thread that an environment keeps to itself beyond its timeout, and tells the others in it', async () => {
  const other = load('return 1;');
  await other.invoke();
  const { environment, invoke } = load('for (;;);');
  await environment.ready();
  const endless = invoke({}, 0.2);
  const waiting = other.invoke();
  expect((await endless).failed).toMatchObject({ errorType: 'Sandbox.Timedout' });
  expect((await waiting).failed).toMatchObject({ errorType: 'Runtime.ExitError' });
  expect([thread.alive, other.environment.alive]).toEqual([false, false]);
});
