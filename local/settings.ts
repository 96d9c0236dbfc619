import { existsSync, mkdirSync, mkdtempSync, rmdirSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join, resolve } from 'node:path';

/** A mistake in how a command was called: its message is all there is to say. */
export class UsageError extends Error {}

/** What `npm start` is told by its environment; paths are absolute, and 0 stands for any free port. */
export interface Settings {
  port: number;
  awsPort: number;
  dataDirectory: string;
  speed: number;
  indexDelayMs: number;
  preload: boolean;
  startOnCreation: boolean;
  srtListeners: 'shared' | 'exclusive';
  eventAccounts?: string;
  template?: string;
  verbose: boolean;
  readyFile?: string;
  gateLog?: string;
}

/** A line for each setting, as the help shows them. */
export const settingsHelp = `Settings, all from the environment:
  PORT             port of the API (3000; 0 for any that is free)
  AWS_PORT         port of the AWS endpoint (4566; 0 for any that is free)
  DATA_DIR         where everything is kept between runs (.local)
  SIMULATOR_SPEED  how many times faster than MediaConnect the simulator is (10)
  INDEX_DELAY_MS   how long the table's indexes lag behind it (0)
  PRELOAD          0 loads each function when it is first called, not ahead of that (1)
  START_ON_CREATION  0 leaves new sources stopped, where the request does not say otherwise (1)
  TEMPLATE_DIR     a folder written by cdk synth, instead of this project's own stack
  EVENT_ACCOUNTS   other AWS accounts whose events are admitted, comma separated (none)
  SRT_LISTENERS    exclusive if the SRT listeners that flows call admit one caller at a time (shared)
  VERBOSE          1 shows the functions' logs, which are in DATA_DIR/logs
  READY_FILE       a file that gets {"api", "aws"}, the two URLs, once the system is ready
  GATE_LOG         a file that gets a line for each permission that a function was given or refused`;

/**
 * Reads the settings, makes the data directory and looks whether the ports are free. Rejects with a UsageError that
 * names the setting, its value and the rule for it, or with the system's error of a port that is not free.
 */
export async function readSettings(): Promise<Settings> {
  const settings = {
    port: numberSetting('PORT', 3000, 0, 65_535, 'a whole number'),
    awsPort: numberSetting('AWS_PORT', 4566, 0, 65_535, 'a whole number'),
    speed: numberSetting('SIMULATOR_SPEED', 10, 0.1, 1000),
    indexDelayMs: numberSetting('INDEX_DELAY_MS', 0, 0, 60_000),
    preload: flagSetting('PRELOAD', '1'),
    startOnCreation: flagSetting('START_ON_CREATION', '1'),
    srtListeners: choiceSetting('SRT_LISTENERS', ['shared', 'exclusive']),
    verbose: flagSetting('VERBOSE'),
    eventAccounts: accountsSetting('EVENT_ACCOUNTS'),
    template: templateSetting('TEMPLATE_DIR'),
    readyFile: fileSetting('READY_FILE'),
    gateLog: fileSetting('GATE_LOG'),
    dataDirectory: dataDirectory(),
  };
  const { port, awsPort } = settings;
  if (port !== 0 && port === awsPort) refuse('PORT', port, 'another port than AWS_PORT');
  // Now, because making the stack takes a while; who takes a port in between is met again on listening.
  await checkFree(port);
  await checkFree(awsPort);
  return settings;
}

/** The folder that DATA_DIR names, made if it is missing. Throws a UsageError if nothing can be written there. */
export function dataDirectory(): string {
  const given = textSetting('DATA_DIR') ?? '.local';
  const path = resolve(given);
  try {
    makeFolder(path);
    rmdirSync(mkdtempSync(join(path, '.probe-')));
  } catch (error) {
    refuse('DATA_DIR', given, `a folder that can be written to (${(error as Error).message})`);
  }
  return path;
}

// One by one: `recursive` never returns where a folder refuses new entries as if it were not there, as /proc does.
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  mkdirSync(path);
}

function textSetting(name: string): string | undefined {
  return process.env[name]?.trim() || undefined;
}

function numberSetting(name: string, standard: number, lowest: number, highest: number, kind = 'a number'): number {
  const text = textSetting(name) ?? String(standard);
  const value = Number(text);
  const isOfKind = kind === 'a number' || Number.isInteger(value);
  if (!isOfKind || !(value >= lowest && value <= highest)) {
    refuse(name, text, `${kind} from ${lowest} to ${highest}`);
  }
  return value;
}

function flagSetting(name: string, standard: '0' | '1' = '0'): boolean {
  return choiceSetting(name, standard === '0' ? ['0', '1'] : ['1', '0']) === '1';
}

/** One of some words; the first is the standard. */
function choiceSetting<Word extends string>(name: string, words: [Word, Word]): Word {
  const text = textSetting(name) ?? words[0];
  return words.find((word) => word === text) ?? refuse(name, text, [...words].sort().join(' or '));
}

function accountsSetting(name: string): string | undefined {
  const text = textSetting(name);
  if (text !== undefined && !/^\d{12}(,\d{12})*$/.test(text)) refuse(name, text, 'AWS account ids, comma separated');
  return text;
}

function templateSetting(name: string): string | undefined {
  const text = textSetting(name);
  if (text === undefined) return undefined;
  if (!existsSync(resolve(text, 'manifest.json'))) {
    refuse(name, text, 'a folder written by cdk synth, with a manifest.json');
  }
  return resolve(text);
}

function fileSetting(name: string): string | undefined {
  const text = textSetting(name);
  if (text === undefined) return undefined;
  if (!statSync(dirname(resolve(text)), { throwIfNoEntry: false })?.isDirectory()) {
    refuse(name, text, 'a file in a folder that exists');
  }
  return resolve(text);
}

/** Rejects, as listening does, if a port cannot be listened on. */
function checkFree(port: number): Promise<void> {
  return new Promise((free, reject) => {
    const server = createServer().once('error', reject);
    server.listen(port, '127.0.0.1', () => server.close(() => free()));
  });
}

function refuse(name: string, value: string | number, rule: string): never {
  throw new UsageError(`${name} is ${value}; it must be ${rule}.`);
}
