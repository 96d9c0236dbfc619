import { metrics } from '../../../lambdas/domain/metric-table';
import { Bench, home, useServiceTime } from './bench';
import { cdiFlow, pairedFlow, transportSources } from './flows';

useServiceTime();

/** Every metric that the simulator has for some flow, by the dimension that it is found under. */
async function simulated(): Promise<Set<string>> {
  const bench = new Bench();
  const sourceMonitoringConfig = { thumbnailState: 'ENABLED', contentQualityAnalysisState: 'ENABLED' };
  for (const source of Object.values(transportSources)) await bench.run({ source, sourceMonitoringConfig });
  const other = { ...transportSources.rtp, name: 'other', ingestPort: 6000 };
  const sourceFailoverConfig = { state: 'ENABLED', failoverMode: 'MERGE' };
  for (const flow of [pairedFlow, cdiFlow, { sources: [transportSources.rtp, other], sourceFailoverConfig }]) {
    await bench.run(flow);
  }
  const series = bench.simulator.metrics(home.account, home.region);
  return new Set(series.map(({ metricName, dimensions }) => `${Object.keys(dimensions)} ${metricName}`));
}

it('are those that the product asks for, but for maintenance, which does not happen here', async () => {
  const names = await simulated();
  const asked = [...metrics.values()].map(
    ({ level, metricName }) => `${level === 'flow' ? 'FlowARN' : 'SourceARN'} ${metricName}`,
  );
  const missing = asked.filter((name) => !names.has(name));
  expect(missing.filter((name) => !name.includes(' Maintenance'))).toEqual([]);
});
