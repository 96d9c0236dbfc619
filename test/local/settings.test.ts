import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { readSettings } from '../../local/settings';
import { fixtureFolder } from '../support/local-stack';

const folder = mkdtempSync(join(tmpdir(), 'headworks-settings-'));
const file = join(folder, 'file');
writeFileSync(file, '');
const environment = { ...process.env };

afterEach(() => {
  process.env = { ...environment };
});
afterAll(() => rmSync(folder, { recursive: true }));

function read(env: Record<string, string>) {
  process.env = { PATH: environment.PATH, PORT: '0', AWS_PORT: '0', DATA_DIR: folder, ...env };
  return readSettings();
}

it('has a standard for every setting but the ones that are absent', async () => {
  const settings = await read({ PORT: '0', AWS_PORT: '0' });
  const rest = {
    eventAccounts: undefined,
    template: undefined,
    readyFile: undefined,
    gateLog: undefined,
    verbose: false,
    preload: true,
    startOnCreation: true,
    srtListeners: 'shared',
  };
  expect(settings).toEqual({ port: 0, awsPort: 0, dataDirectory: folder, speed: 10, indexDelayMs: 0, ...rest });
});

it('takes what is given, paths from where the command is called', async () => {
  const given = { SIMULATOR_SPEED: '0.5', INDEX_DELAY_MS: ' 200 ', VERBOSE: '1', TEMPLATE_DIR: fixtureFolder };
  const EVENT_ACCOUNTS = '444455556666,777788889999';
  const flags = { PRELOAD: '0', START_ON_CREATION: '0', SRT_LISTENERS: 'exclusive', EVENT_ACCOUNTS };
  const settings = await read({ ...given, ...flags, READY_FILE: 'ready.json' });
  const numbers = { speed: 0.5, indexDelayMs: 200, verbose: true, preload: false, startOnCreation: false };
  expect(settings).toMatchObject({ srtListeners: 'exclusive', eventAccounts: EVENT_ACCOUNTS });
  expect(settings).toMatchObject({ ...numbers, template: fixtureFolder, readyFile: resolve('ready.json') });
});

it.each([
  ['PORT', 'abc', 'a whole number from 0 to 65535'],
  ['EVENT_ACCOUNTS', '44445555666', 'AWS account ids, comma separated'],
  ['PORT', '1.5', 'a whole number from 0 to 65535'],
  ['AWS_PORT', '70000', 'a whole number from 0 to 65535'],
  ['AWS_PORT', '-1', 'a whole number from 0 to 65535'],
  ['SIMULATOR_SPEED', '0', 'a number from 0.1 to 1000'],
  ['SIMULATOR_SPEED', '1e400', 'a number from 0.1 to 1000'],
  ['INDEX_DELAY_MS', '-1', 'a number from 0 to 60000'],
  ['VERBOSE', 'yes', '0 or 1'],
  ['PRELOAD', 'no', '0 or 1'],
  ['START_ON_CREATION', 'true', '0 or 1'],
  ['SRT_LISTENERS', 'some', 'exclusive or shared'],
  ['TEMPLATE_DIR', '/nope', 'a folder written by cdk synth, with a manifest.json'],
  ['TEMPLATE_DIR', folder, 'a folder written by cdk synth, with a manifest.json'],
  ['READY_FILE', '/nope/ready.json', 'a file in a folder that exists'],
  ['READY_FILE', join(file, 'ready.json'), 'a file in a folder that exists'],
])('refuses %s=%s, naming the rule', async (name, value, rule) => {
  await expect(read({ [name]: value })).rejects.toThrow(`${name} is ${value}; it must be ${rule}.`);
});

it.each([
  file,
  join(file, 'data'),
  '/proc',
  '/proc/headworks/data',
])('refuses to keep its data in %s, at once and with the reason', async (DATA_DIR) => {
  const rule = `DATA_DIR is ${DATA_DIR}; it must be a folder that can be written to (`;
  await expect(read({ DATA_DIR })).rejects.toThrow(rule);
});

it('makes the data directory and those above it, and leaves nothing else there', async () => {
  const DATA_DIR = join(folder, 'new', 'data');
  await read({ DATA_DIR });
  expect(existsSync(DATA_DIR)).toBe(true);
  expect(readdirSync(DATA_DIR)).toEqual([]);
});

describe('a port that somebody listens on', () => {
  const server = createServer();
  beforeAll(() => new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening)));
  afterAll(() => new Promise((closed) => server.close(closed)));
  const taken = () => String((server.address() as AddressInfo).port);

  it.each(['PORT', 'AWS_PORT'])('is met before anything is done: %s', async (name) => {
    const failure = { code: 'EADDRINUSE', port: Number(taken()) };
    await expect(read({ [name]: taken() })).rejects.toMatchObject(failure);
  });

  it('is not asked about when both are the same', async () => {
    const text = `PORT is ${taken()}; it must be another port than AWS_PORT.`;
    await expect(read({ PORT: taken(), AWS_PORT: taken() })).rejects.toThrow(text);
  });
});
