import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { ExecutionEnvironment } from '../../local/execution-environment';
import { FunctionThread } from '../../local/function-thread';
import { Functions } from '../../local/functions';
import { functionsOfCreation } from '../../local/loading-order';
import { accessKeyOf } from '../../local/principals';
import type { Stack } from '../../local/template';
import { fixtureStack } from '../support/local-stack';
import { until } from '../support/system';

const folder = mkdtempSync(join(tmpdir(), 'functions-'));
const hosts: Functions[] = [];

/** The fixture's functions, with properties of one of them changed. */
function hosted(logicalId?: string, properties: Record<string, unknown> = {}, codeFolder?: string): Functions {
  const stack: Stack = fixtureStack();
  for (const resource of stack.resources) {
    if (resource.logicalId === logicalId) Object.assign(resource.properties, properties);
  }
  const functions = new Functions(stack, {
    endpointUrl: 'http://127.0.0.1:1',
    logFolder: join(folder, 'logs'),
    codeFolder,
  });
  hosts.push(functions);
  return functions;
}

const invoke = (functions: Functions, name: string, event: object = {}) =>
  functions.invoke(`Fixture-${name}`, JSON.stringify(event));
const mode = (name: string) => ({ queryStringParameters: { mode: name } });

afterEach(() => {
  for (const host of hosts.splice(0)) host.close();
});
afterAll(() => rmSync(folder, { recursive: true }));

it('gives a function its event, its context, its environment and nothing of ours', async () => {
  const { result = '' } = await hosted().invoke('Fixture-Echo', '{"path":"/x"}', 'the-request');
  const { event, context, env } = JSON.parse(JSON.parse(result).body);
  expect(event).toEqual({ path: '/x' });
  expect(context).toMatchObject({
    awsRequestId: 'the-request',
    functionName: 'Fixture-Echo',
    invokedFunctionArn: 'arn:aws:lambda:eu-west-1:111122223333:function:Fixture-Echo',
  });
  expect(context.remaining).toBeGreaterThan(1000);
  expect(context.remaining).toBeLessThanOrEqual(2000);
  expect(env).toMatchObject({
    TABLE_NAME: 'Fixture-Table',
    AWS_REGION: 'eu-west-1',
    AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
    AWS_ACCESS_KEY_ID: accessKeyOf('Fixture-Echo'),
    AWS_LAMBDA_FUNCTION_NAME: 'Fixture-Echo',
  });
  expect(env).not.toHaveProperty('PATH');
});

it('loads a bundle once for many invocations, and finds a function by its ARN too', async () => {
  const functions = hosted();
  await invoke(functions, 'Echo');
  const { result = '' } = await functions.invoke('arn:aws:lambda:eu-west-1:111122223333:function:Fixture-Echo', '{}');
  expect(JSON.parse(JSON.parse(result).body).loads).toBe(2);
});

/** These functions, as far as there are such. */
const called = (functions: Functions, ...names: string[]) =>
  names.flatMap((name) => functions.find(`Fixture-${name}`) ?? []);

it('loads functions ahead of their first event when asked to, and once', async () => {
  const functions = hosted();
  await functions.preload(called(functions, 'Echo'));
  const asked = process.hrtime.bigint();
  const { result: first = '' } = await invoke(functions, 'Echo');
  await functions.preload(called(functions, 'Echo'));
  const { result: second = '' } = await invoke(functions, 'Echo');
  const [before, after] = [first, second].map((result) => JSON.parse(JSON.parse(result).body));
  expect(BigInt(before.loadedAt)).toBeLessThan(asked);
  expect(after).toMatchObject({ loadedAt: before.loadedAt, loads: 2 });
});

it.each([
  ['a thrown error', 'throw', { errorType: 'TypeError', errorMessage: 'thrown on purpose' }],
  [
    'an exit',
    'exit',
    { errorType: 'Runtime.ExitError', errorMessage: 'Error: Runtime exited with error: exit status 3' },
  ],
  ['too large a result', 'big', { errorType: 'Function.ResponseSizeTooLarge' }],
])('answers %s as Lambda does, and serves the next event', async (_name, fault, failure) => {
  const functions = hosted();
  const { failed } = await invoke(functions, 'Echo', mode(fault));
  expect(failed).toMatchObject(failure);
  expect((await invoke(functions, 'Echo')).result).toBeDefined();
});

it('ends a function at its timeout and starts it anew for the next event', async () => {
  const functions = hosted('Echo', { Timeout: 0.2 });
  await invoke(functions, 'Echo');
  const { failed } = await functions.invoke('Fixture-Echo', JSON.stringify(mode('slow')), 'late');
  expect(failed).toEqual({
    errorType: 'Sandbox.Timedout',
    errorMessage: 'RequestId: late Error: Task timed out after 0.20 seconds',
  });
  const { result = '' } = await invoke(functions, 'Echo');
  expect(JSON.parse(JSON.parse(result).body).loads).toBe(1);
});

it.each([
  ['a handler that is not exported', 'Missing', {}, { errorType: 'Runtime.HandlerNotFound' }],
  ['a module that is not there', 'Echo', { Handler: 'other.handler' }, { errorType: 'Runtime.ImportModuleError' }],
])('fails the invocation for %s', async (_name, name, properties, failure) => {
  const functions = hosted(name, properties);
  expect((await invoke(functions, name)).failed).toMatchObject(failure);
  expect((await invoke(functions, name)).failed).toMatchObject(failure);
});

it('runs at most four invocations of a function at a time, each in an environment of its own, and loses none', async () => {
  const functions = hosted();
  const answers = await Promise.all(Array.from({ length: 12 }, () => invoke(functions, 'Task', { sleepMs: 20 })));
  expect(answers.map(({ result = '' }) => JSON.parse(result).done)).toEqual(Array(12).fill(true));
  const loads = await Promise.all(Array.from({ length: 12 }, () => invoke(functions, 'Echo')));
  const counts = loads.map(({ result = '' }) => JSON.parse(JSON.parse(result).body).loads);
  // Twelve invocations over four environments: some environment has served at least three.
  expect(counts.filter((count) => count === 1).length).toBeLessThanOrEqual(4);
  expect(Math.max(...counts)).toBeGreaterThanOrEqual(3);
});

it('refuses an invocation beyond the reserved concurrency', async () => {
  const functions = hosted('Task', { ReservedConcurrentExecutions: 1 });
  const first = invoke(functions, 'Task', { sleepMs: 20 });
  await expect(invoke(functions, 'Task')).rejects.toMatchObject({ code: 'TooManyRequestsException', status: 429 });
  expect((await first).result).toBeDefined();
});

it('begins nothing more once it is closed, neither what comes then nor what waits', async () => {
  const functions = hosted('Task', { ReservedConcurrentExecutions: 4 });
  await invoke(functions, 'Task');
  const [first, waiting] = [invoke(functions, 'Task', { sleepMs: 60_000 }), invoke(functions, 'Task')];
  functions.close();
  expect((await first).failed).toMatchObject({ errorType: 'Runtime.ExitError' });
  await expect(waiting).rejects.toMatchObject({ code: 'ServiceException' });
  await expect(invoke(functions, 'Echo')).rejects.toMatchObject({ code: 'ServiceException' });
});

it('refuses a function that is not there, and an event over 6 MB', async () => {
  const functions = hosted();
  await expect(invoke(functions, 'Nobody')).rejects.toMatchObject({ code: 'ResourceNotFoundException', status: 404 });
  const event = { text: 'x'.repeat(6 * 1024 * 1024) };
  await expect(invoke(functions, 'Echo', event)).rejects.toMatchObject({
    code: 'RequestTooLargeException',
    status: 413,
  });
});

it("writes a function's output, and why it failed, to its log file", async () => {
  const functions = hosted();
  await invoke(functions, 'Echo', { path: '/logged-here' });
  await invoke(functions, 'Echo', mode('throw'));
  // What a thread prints arrives after its answer.
  const file = join(folder, 'logs', 'Fixture-Echo.log');
  const log = async () => (existsSync(file) ? readFileSync(file, 'utf8') : '');
  await until(log, (text) => text.includes('echo /logged-here') && text.includes('"errorMessage":"thrown on purpose"'));
});

describe('compiled code', () => {
  let count = 0;
  const threads: FunctionThread[] = [];
  const files = (source: string) => {
    count += 1;
    const [file, codeFile] = [join(folder, `bundle-${count}.js`), join(folder, 'code', String(count))];
    writeFileSync(file, source);
    return { file, codeFile };
  };
  const bundle = (answer: string) => `"use strict";\nexports.handler = async () => ${answer};\n`;

  /** Loads a bundle in a thread of its own and invokes it; once it has answered twice, what it keeps is written. */
  async function run(place: { file: string; codeFile: string }) {
    const log = new PassThrough();
    log.resume();
    const thread = new FunctionThread('http://127.0.0.1:1');
    threads.push(thread);
    const environment = new ExecutionEnvironment(thread, { ...place, exported: 'handler', env: {}, log });
    const isCompiled = await environment.ready();
    const invocation = { event: '{}', context: { awsRequestId: 'one' }, timeoutSeconds: 20 };
    await environment.invoke(invocation);
    return { isCompiled, ...(await environment.invoke(invocation)) };
  }

  afterEach(() => {
    for (const thread of threads.splice(0)) thread.end();
  });

  it('is kept by the first load and used by the next', async () => {
    const place = files(bundle('1'));
    expect(await run(place)).toEqual({ isCompiled: false, result: '1' });
    expect(await run(place)).toEqual({ isCompiled: true, result: '1' });
  });

  it('is kept once, with what the first invocation compiled', async () => {
    const place = files(`exports.handler = async () => {\n${'globalThis.count = 1;\n'.repeat(500)}};\n`);
    const shorter = files('exports.handler = async () => {};\n');
    await run(place);
    await run(shorter);
    const kept = readFileSync(place.codeFile);
    // Five hundred statements, of which a handler that was never called would have none compiled.
    expect(kept.length).toBeGreaterThan(readFileSync(shorter.codeFile).length + 2000);
    await run(place);
    expect(readFileSync(place.codeFile).equals(kept)).toBe(true);
  });

  it.each<[string, (code: Buffer) => Buffer]>([
    ['damaged in the middle', (code) => code.fill(0xff, code.length >> 1, (code.length >> 1) + 16)],
    ['cut short', (code) => code.subarray(0, code.length >> 1)],
    ['empty', () => Buffer.alloc(0)],
  ])('that is %s is ignored and written anew', async (_name, damage) => {
    const place = files(bundle('2'));
    await run(place);
    writeFileSync(place.codeFile, damage(readFileSync(place.codeFile)));
    expect(await run(place)).toEqual({ isCompiled: false, result: '2' });
    expect(await run(place)).toEqual({ isCompiled: true, result: '2' });
  });

  it('of another source of the same length is ignored', async () => {
    const place = files(bundle('3'));
    await run(place);
    writeFileSync(place.file, bundle('4'));
    expect(await run(place)).toEqual({ isCompiled: false, result: '4' });
  });

  it('is not kept of a bundle that imports dynamically', async () => {
    const place = files(bundle('typeof (await import("node:http")).request'));
    await run(place);
    expect(await run(place)).toEqual({ isCompiled: false, result: '"function"' });
    expect(existsSync(place.codeFile)).toBe(false);
  });

  it('leaves the places of a stack trace as they are in the file', async () => {
    const source = 'exports.handler = async () => new Error("here").stack;\n';
    const place = files(source);
    for (const isCompiled of [false, true]) {
      const answer = await run(place);
      expect(answer.isCompiled).toBe(isCompiled);
      expect(answer.result).toContain(`${place.file}:1:${source.indexOf('new') + 1}`);
    }
  });

  it('that cannot be written is done without', async () => {
    const place = files(bundle('5'));
    expect(await run({ ...place, codeFile: join(place.file, 'code') })).toEqual({ isCompiled: false, result: '5' });
  });
});

it('goes on loading functions to be waited for only while there is compiled code', async () => {
  const isThirdLoadedAhead = async () => {
    const functions = hosted(undefined, {}, join(folder, 'functions-code'));
    await functions.preload(called(functions, 'Task', 'Authorize', 'Echo'));
    const asked = process.hrtime.bigint();
    const { result = '' } = await invoke(functions, 'Echo');
    // Who answers has written what it keeps of its loading.
    for (const name of ['Task', 'Authorize']) await invoke(functions, name);
    return BigInt(JSON.parse(JSON.parse(result).body).loadedAt) < asked;
  };
  expect(await isThirdLoadedAhead()).toBe(false);
  expect(await isThirdLoadedAhead()).toBe(true);
});

it('knows the functions of a creation: authorizers, what starts a workflow from a list, its tasks in their order, and who is told', () => {
  const stack = fixtureStack();
  const namesOf = () => functionsOfCreation(stack).map(({ name }) => name);
  expect(namesOf()).toEqual(['Fixture-Authorize', 'Fixture-Store']);
  const [machine] = stack.of('AWS::StepFunctions::StateMachine');
  const echo = stack.resources.find(({ logicalId }) => logicalId === 'Echo');
  Object.assign(echo?.properties ?? {}, { Environment: { Variables: { MACHINE: machine?.arn } } });
  expect(namesOf()).toEqual(['Fixture-Authorize', 'Fixture-Echo', 'Fixture-Task', 'Fixture-Store']);
});
