import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type System, startSystem, until } from '../test/support/system';
import type { Table } from './run';
import { median, rounded } from './statistics';

const speed = 10;
const sources = 6;
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
    );
  const [, seconds] = await timed(async () => {
    path = `/sources/${(await system.api('POST', '/sources', body)).body.id}`;
    await reaches('creation-complete');
  });
  await system.api('DELETE', path);
  await reaches('deletion-complete');
  return seconds;
}

/** Time to ready without and with the synthesised stack, memory, and create to complete over the flow's own start. */
export async function startTable(): Promise<Table> {
  rmSync(join(resolve(__dirname, '..'), 'cdk.out'), { recursive: true, force: true });
  const [first, firstSeconds] = await timed(() => startSystem({ speed }));
  await first.stop();
  const [system, secondSeconds] = await timed(() => startSystem({ speed }));
  try {
    const atStart = memory(system.pid);
    const cold = await createAndDelete(system);
    const warm: number[] = [];
    for (let count = 0; count < sources; count++) warm.push(await createAndDelete(system));
    return {
      'first start, s': { value: rounded(firstSeconds, 1), limit: 15 },
      'next start, s': { value: rounded(secondSeconds, 1), limit: 3 },
      'memory at start, MB': { value: atStart, limit: 400 },
      'memory after the sources, MB': { value: memory(system.pid), limit: 400 },
      'create to complete, first, ratio': { value: rounded(cold / startDuration), limit: 1.25 },
      'create to complete, warm, ratio': { value: rounded(median(warm) / startDuration), limit: 1.25 },
    };
  } finally {
    await system.stop();
  }
}
