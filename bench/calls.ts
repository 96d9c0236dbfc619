import { startSystem, until } from '../test/support/system';
import type { Table } from './run';

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
    const measured: [name: string, principal: string, method: string, path: string, body?: unknown][] = [
      ['getSource', 'GetSource', 'GET', path],
      ['listSources', 'ListSources', 'GET', '/sources'],
      ['listSources, hidden too', 'ListSources', 'GET', '/sources?include-hidden=true'],
      ['getSourceStatus', 'GetSourceStatus', 'GET', `${path}/status`],
      ['createSource', 'CreateSource', 'POST', '/sources', body],
      ['deleteSource', 'DeleteSource', 'DELETE', path],
    ];
    for (const [name, principal, method, target, sent] of measured) {
      const since = new Date().toISOString();
      await system.api(method, target, sent);
      const { calls } = await system.simulator<{ calls: Call[] }>('GET', `calls?since=${since}`);
      const made = calls.filter((call) => call.principal.includes(`Api${principal}`));
      const dynamo = made.filter(({ service }) => service === 'dynamodb');
      rows[name] = {
        DynamoDB: dynamo.length,
        all: made.length,
        operations: made.map(({ operation }) => operation).join(' '),
      };
    }
  } finally {
    await system.stop();
  }
  return rows;
}
