import type { MetricGroup } from '../lambdas/domain/metric-groups';
import { flowPrefix, type Metric, metrics } from '../lambdas/domain/metric-table';

const marks = ['<!-- metrics -->', '<!-- /metrics -->'] as const;

const flows: Readonly<Record<string, string>> = {
  all: 'all',
  'transport-streams': 'transport streams',
  'media-streams': 'CDI, ST 2110 JPEG XS',
  FAILOVER: 'two flow sources, `FAILOVER`',
  MERGE: 'two flow sources, `MERGE`',
};

const flowsOf = (having: MetricGroup['having']) => (typeof having === 'string' ? flows[having] : having.join(', '));

/** The keys of metrics as tables, from the table that the API answers by. */
function metricTables(): string {
  const listed = [...metrics.values()].filter(({ key }) => !key.startsWith(flowPrefix));
  const [ofSources, ofFlows] = (['flow-source', 'flow'] as const).map((level) =>
    listed.filter((metric) => metric.level === level).map(row),
  );
  const head = ['| key | CloudWatch | statistic | unit | of | says |', '|---|---|---|---|---|---|'];
  return [
    'Of each flow source; those with a star are answered unless `desired` says otherwise, where the source has them:',
    '',
    ...head,
    ...(ofSources ?? []),
    '',
    'Of the whole flow:',
    '',
    ...head,
    ...(ofFlows ?? []),
  ].join('\n');
}

function row({ key, metricName, statistic, unit, having, meaning, isDefault }: Metric): string {
  const twin = metrics.has(`${flowPrefix}${key}`) ? ' †' : '';
  return `| \`${key}\`${isDefault ? ' *' : ''}${twin} | \`${metricName}\` | ${statistic} | ${unit} | ${flowsOf(having)} | ${meaning} |`;
}

/** The page with the tables as they should be. */
export function withMetricTables(text: string): string {
  const [before = '', rest = ''] = text.split(marks[0]);
  const [, after = ''] = rest.split(marks[1]);
  return `${before}${marks[0]}\n${metricTables()}\n${marks[1]}${after}`;
}
