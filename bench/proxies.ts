import type { Call } from '../local/aws/calls';
import { sourceRequest } from '../test/support/sources';
import { startSystem, until } from '../test/support/system';
import type { Table } from './run';
import { judged } from './statistics';

const off = { 'proxy-enabled': false, 'proxy-tier': 1 };
const on = { 'proxy-enabled': true, 'proxy-tier': 1 };

/** What changes a proxy, each from the one before, and the fewest calls of MediaLive that can bring it about. */
const changes: [name: string, method: string, path: string, body: object | undefined, fewest: number][] = [
  ['made: input, channel, start', 'PATCH', '', on, 3],
  ['as it is', 'POST', '/repair', undefined, 0],
  ['another tier: stop, change, start', 'PATCH', '', { ...on, 'proxy-tier': 3 }, 3],
  ['stopped with its source', 'POST', '/stop', undefined, 1],
  ['started with its source', 'POST', '/start', undefined, 1],
  ['removed: stop, channel, input', 'PATCH', '', off, 3],
  ['a source without', 'POST', '/repair', undefined, 0],
];

/** The calls of MediaLive and S3 that each change of a proxy makes: those that change something, and the looks. */
export async function proxyTable(): Promise<Table> {
  const system = await startSystem();
  const rows: Table = {};
  try {
    const created = await system.api('POST', '/sources', sourceRequest('srt-listener'));
    const path = `/sources/${created.body.id}`;
    const atRest = () =>
      until(
        () => system.api('GET', path),
        ({ body: source }) => /-(complete|failed)$/.test(source['provisioning-status']),
      );
    await atRest();
    for (const [name, method, end, body, fewest] of changes) {
      const since = new Date().toISOString();
      await system.api(method, `${path}${end}`, body);
      await atRest();
      const { calls } = await system.simulator<{ calls: Call[] }>('GET', `calls?since=${since}`);
      const made = calls.filter(({ service }) => service === 'medialive');
      const changing = made.filter(({ operation }) => !/^(Describe|List)/.test(operation));
      rows[name] = {
        ...judged(changing.length, fewest),
        calls: changing.map(({ operation }) => operation).join(' '),
        looks: made.length - changing.length,
        S3: calls.filter(({ service }) => service === 's3').length,
        MediaConnect: calls.filter(
          ({ service, operation }) => service === 'mediaconnect' && !/^(Describe|List)/.test(operation),
        ).length,
      };
    }
  } finally {
    await system.stop();
  }
  return rows;
}
