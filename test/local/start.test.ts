import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { fixtureFolder } from '../support/local-stack';
import { type System, startSystem } from '../support/system';

jest.setTimeout(30_000);

/** Runs the command until it ends. */
function start(env: Record<string, string>, ...args: string[]) {
  return new Promise<{ code: number | null; output: string }>((done) => {
    const child = spawn(process.execPath, ['--require', 'tsx/cjs', 'local/start.ts', ...args], {
      cwd: resolve(__dirname, '../..'),
      env: { ...process.env, TEMPLATE_DIR: fixtureFolder, PORT: '0', AWS_PORT: '0', ...env },
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (part) => {
        output += part;
      });
    }
    child.on('close', (code) => done({ code, output }));
  });
}

describe('a system that runs', () => {
  let system: System;
  beforeAll(async () => {
    system = await startSystem({ template: fixtureFolder });
  });
  afterAll(() => system.stop());

  it('prints its URLs, the demo identities, and a line that works when pasted', async () => {
    for (const text of [
      system.apiUrl,
      system.awsUrl,
      '00000000-0000-4000-8000-0000000000a1',
      'mediaconnect list-flows',
    ]) {
      expect(system.output).toContain(text);
    }
    const [, token, url] = /TOKEN=(\S+); curl -s -H "Authorization: Bearer \$TOKEN" (\S+)/.exec(system.output) ?? [];
    expect(url).toMatch(new RegExp(`^${system.apiUrl}/organisations/.*/sources$`));
    const claims = JSON.parse(Buffer.from(token?.split('.')[1] ?? '', 'base64url').toString());
    expect(claims['cognito:groups']).toEqual(['00000000-0000-4000-8000-000000000001:admin']);
    expect(system.output).toMatch(/^Ready in \d+\.\d s\./m);
  });

  it('refuses its data directory to a second instance, and is not disturbed', async () => {
    const { code, output } = await start({ DATA_DIR: system.dataDirectory });
    expect(code).toBe(1);
    expect(output).toContain(`${system.dataDirectory} is in use by another running instance.`);
    expect((await system.api('GET', '/open')).status).toBe(200);
  });

  it('finds its data again after a kill', async () => {
    const TableName = 'Fixture-Table';
    const Item = { id: { S: 'kept' } };
    await new DynamoDBClient(system.aws()).send(new PutItemCommand({ TableName, Item }));
    await system.restart();
    const { Item: found } = await new DynamoDBClient(system.aws()).send(new GetItemCommand({ TableName, Key: Item }));
    expect(found).toEqual(Item);
  });

  it('forgets everything when the control endpoint says so', async () => {
    await system.simulator('POST', 'reset');
    const Key = { id: { S: 'kept' } };
    const answer = await new DynamoDBClient(system.aws()).send(new GetItemCommand({ TableName: 'Fixture-Table', Key }));
    expect(answer.Item).toBeUndefined();
  });

  it.each<NodeJS.Signals>(['SIGTERM', 'SIGINT'])('stops cleanly on %s', async (signal) => {
    expect(await system.kill(signal)).toBe(0);
    expect(system.output).toContain('Stopping; the same again to force it.');
    await system.start();
  });
});

it.each([
  ['PORT', 'AWS_PORT'],
  ['AWS_PORT', 'PORT'],
])('names the taken port and the setting: %s', async (taken, other) => {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((listening) => server.once('listening', listening));
  const { port } = server.address() as AddressInfo;
  const { code, output } = await start({
    [taken]: String(port),
    [other]: '0',
    DATA_DIR: join(tmpdir(), 'headworks-taken'),
  });
  server.close();
  expect(code).toBe(1);
  expect(output).toContain(`Port ${port} is taken. Stop what listens there, or set ${taken}`);
});

it.each([
  ['SIMULATOR_SPEED', '0'],
  ['INDEX_DELAY_MS', '-1'],
  ['DATA_DIR', '/proc/headworks'],
])('ends at once on a bad %s=%s, with one line', async (name, value) => {
  const { code, output } = await start({ [name]: value });
  expect(code).toBe(2);
  expect(output).toMatch(new RegExp(`^${name} is ${value}; it must be [^\n]+\n$`));
});

it('hands a setting of the stack to the template, which may not know it', async () => {
  const { code, output } = await start({ SRT_LISTENERS: 'exclusive', DATA_DIR: join(tmpdir(), 'headworks-setting') });
  expect(code).toBe(1);
  expect(output).toContain('the template has no parameter SrtListeners');
});

it('refuses an argument it does not know, and explains itself', async () => {
  const { code, output } = await start({}, '--port=1');
  expect(code).toBe(2);
  expect(output).toMatch(/^--port=1 is not known; settings come from the environment\.\n\nRuns Headworks/);
});

it('explains itself', async () => {
  const { code, output } = await start({}, '--help');
  expect(code).toBe(0);
  const read = readFileSync(resolve(__dirname, '../../local/settings.ts'), 'utf8').matchAll(/Setting\('(\w+)'/g);
  const names = [...read].map(([, name]) => name);
  expect(names).toContain('SIMULATOR_SPEED');
  expect(
    output
      .match(/^ {2}[A-Z_]+/gm)
      ?.map((name) => name.trim())
      .sort(),
  ).toEqual(names.sort());
});
