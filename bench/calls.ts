import { startSystem, until } from '../test/support/system';
import type { Table } from './run';
import { judged } from './statistics';

const body = {
  metadata: { labels: [] },
  'ingress-flows': [
    {
      region: 'eu-west-1',
      'flow-sources': [{ protocol: 'srt-listener', 'ingest-port': 5000, 'whitelist-cidr': '203.0.113.0/24' }],
    },
  ],
};

interface Call {
  service: string;
  operation: string;
  principal: string;
}

/** The AWS requests that each API call makes, by the local system's call log. */
export async function callTable(): Promise<Table> {
  const system = await startSystem();
  const rows: Table = {};
  try {
    const created = await system.api('POST', '/sources', body);
    const path = `/sources/${created.body.id}`;
    await until(
      () => system.api('GET', path),
      ({ body: source }) => source['provisioning-status'] === 'creation-complete',
    );
    // The limit is of requests to DynamoDB: a transaction is one, and a list makes one for each class asked for.
    const measured: [name: string, limit: number | undefined, method: string, path: string, body?: unknown][] = [
      ['getSource', 1, 'GET', path],
      ['listSources', 1, 'GET', '/sources'],
      ['listSources, hidden too', 2, 'GET', '/sources?include-hidden=true'],
      ['getSourceStatus', undefined, 'GET', `${path}/status`],
      ['createSource', 1, 'POST', '/sources', body],
      ['deleteSource', undefined, 'DELETE', path],
    ];
    for (const [name, limit, method, target, sent] of measured) {
      const [operation = ''] = name.split(',');
      const principal = `${operation[0]?.toUpperCase()}${operation.slice(1)}`;
      const since = new Date().toISOString();
      await system.api(method, target, sent);
      const { calls } = await system.simulator<{ calls: Call[] }>('GET', `calls?since=${since}`);
      const made = calls.filter((call) => call.principal.includes(`Api${principal}`));
      const dynamo = made.filter(({ service }) => service === 'dynamodb');
      rows[name] = {
        DynamoDB: dynamo.length,
        ...(limit === undefined ? {} : judged(dynamo.length, limit)),
        all: made.length,
        operations: made.map(({ operation }) => operation).join(' '),
      };
    }
  } finally {
    await system.stop();
  }
  return rows;
}
