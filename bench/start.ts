import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type System, startSystem, until } from '../test/support/system';
import type { Table } from './run';
import { judged, median, rounded } from './statistics';

const speed = 10;
/** As a person starts it: functions loaded ahead of their first call, with as much memory as they have there. */
const settings = { speed, preload: true };
const processes = 5;
const sources = 6;
/** A client that asks once a second of the simulated time; asking more often takes the processor from what it waits for. */
const pollMilliseconds = 1000 / speed;
/** The simulator starts a flow in this time at the speed of the bench, seconds. */
const startDuration = 20 / speed;

/** Resident memory of a process, megabytes. */
function memory(pid: number): number {
  return Math.round(Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) / 1024);
}

async function timed<T>(run: () => Promise<T>): Promise<[T, seconds: number]> {
  const start = performance.now();
  const result = await run();
  return [result, (performance.now() - start) / 1000];
}

async function createAndDelete(system: System): Promise<number> {
  const body = {
    metadata: { labels: [] },
    'ingress-flows': [
      {
        region: 'eu-west-1',
        'flow-sources': [{ protocol: 'srt-listener', 'ingest-port': 5000, 'whitelist-cidr': '203.0.113.0/24' }],
      },
    ],
  };
  let path = '';
  const reaches = (status: string) =>
    until(
      () => system.api('GET', path),
      ({ body: source }) => source['provisioning-status'] === status,
      30,
      pollMilliseconds,
    );
  const [, seconds] = await timed(async () => {
    path = `/sources/${(await system.api('POST', '/sources', body)).body.id}`;
    await reaches('creation-complete');
  });
  await system.api('DELETE', path);
  await reaches('deletion-complete');
  return seconds;
}

function row(measured: number, limit: number, digits = 2): Table[string] {
  const value = rounded(measured, digits);
  return { value, ...judged(value, limit) };
}

/** Uses a system of its own; answers what that gave, and the seconds until the system was ready. */
async function withSystem<T>(use: (system: System) => Promise<T>): Promise<[T, seconds: number]> {
  const [system, seconds] = await timed(() => startSystem(settings));
  try {
    return [await use(system), seconds];
  } finally {
    await system.stop();
  }
}

/**
 * Time to ready without and with the synthesised stack, memory, and create to complete over the flow's own start:
 * of the first source of a process, asked for as soon as it is ready, and of later ones.
 */
export async function startTable(): Promise<Table> {
  rmSync(join(resolve(__dirname, '..'), 'cdk.out'), { recursive: true, force: true });
  const [, firstSeconds] = await withSystem(createAndDelete);
  const cold: number[] = [];
  const nextSeconds: number[] = [];
  for (let count = 1; count < processes; count++) {
    const [created, seconds] = await withSystem(createAndDelete);
    cold.push(created);
    nextSeconds.push(seconds);
  }
  const [used, seconds] = await withSystem(async (system) => {
    const atStart = memory(system.pid);
    cold.push(await createAndDelete(system));
    const warm: number[] = [];
    for (let made = 0; made < sources; made++) warm.push(await createAndDelete(system));
    return { atStart, warm, atEnd: memory(system.pid) };
  });
  return {
    'first start, s': row(firstSeconds, 15, 1),
    'next start, s': row(median([...nextSeconds, seconds]), 3, 1),
    'memory at start, MB': row(used.atStart, 400, 0),
    'memory after the sources, MB': row(used.atEnd, 400, 0),
    'create to complete, first of a process, ratio': row(median(cold) / startDuration, 1.25),
    'create to complete, warm, ratio': row(median(used.warm) / startDuration, 1.25),
  };
}
