import { metrics } from '../lambdas/domain/metric-table';
import { Client } from '../test/end-to-end/client';
import { flowRequest, flowSourceRequest } from '../test/support/sources';
import { startSystem } from '../test/support/system';
import type { Table } from './run';
import { judged, median, rounded } from './statistics';

const rounds = 5;
const answerLimitMb = 4;
const asked: [what: string, query: string][] = [
  ['default metrics', ''],
  ['all keys', `desired=${[...metrics.keys()].join()}`],
];

/** What the metrics of 24 hours of two flow sources cost: calls of CloudWatch, the size of the answer, and time. */
export async function metricTable(): Promise<Table> {
  const system = await startSystem({ preload: true });
  try {
    const [one, other] = [5_000, 5_010].map((port, index) =>
      flowSourceRequest('srt-listener', { name: `leg-${index + 1}`, 'ingest-port': port }),
    );
    const flow = flowRequest('srt-listener', {
      'flow-sources': [one, other].flatMap((each) => each ?? []),
      'failover-config': { mode: 'FAILOVER' },
    });
    const source = await new Client(system).createRunning({ metadata: { labels: [] }, 'ingress-flows': [flow] });
    const flowArn = source['provisioned-flows']['ingress-flows'][0]?.arn;
    const since = new Date(Date.now() - 25 * 3_600_000).toISOString();
    await system.simulator('POST', 'signals', { flowArn, connected: true, since });
    const rows: Table = {};
    for (const [what, query] of asked) {
      const times: number[] = [];
      const begin = new Date().toISOString();
      let megabytes = 0;
      let values = 0;
      for (let round = 0; round < rounds; round += 1) {
        const start = performance.now();
        const { status, body } = await system.api('GET', `/sources/${source.id}/metrics?${query}`);
        times.push(performance.now() - start);
        if (status !== 200) throw new Error(JSON.stringify(body));
        megabytes = Buffer.byteLength(JSON.stringify(body)) / 2 ** 20;
        values = body.series.reduce((sum: number, series: { values: number[] }) => sum + series.values.length, 0);
      }
      const { calls } = await system.simulator<{ calls: { operation: string }[] }>('GET', `calls?since=${begin}`);
      const made = calls.filter(({ operation }) => operation === 'GetMetricData').length / rounds;
      rows[`${what}: calls`] = { figure: made, ...judged(made, 1) };
      rows[`${what}: MB`] = { figure: rounded(megabytes), ...judged(megabytes, answerLimitMb) };
      rows[`${what}: values`] = { figure: values, ...judged(values, 50_000) };
      rows[`${what}: ms`] = { figure: rounded(median(times), 0) };
    }
    return rows;
  } finally {
    await system.stop();
  }
}
