import { CloudWatchClient, GetMetricDataCommand, type MetricDataResult } from '@aws-sdk/client-cloudwatch';
import { ServiceRefused } from '../domain/errors';
import type { MetricRange } from '../domain/metric-range';
import type { MetricQuery, MetricValues } from '../domain/metric-series';
import { clientsInTarget } from './target-sessions';
import { translated } from './translate-error';

/** What CloudWatch has: the values of each query, by its position, and what it says of those that are not complete. */
export interface FoundMetrics {
  values: MetricValues[];
  messages: string[];
}

/** CloudWatch takes so many queries in a call. */
const queryLimit = 500;
/** An answer of the API is read in one page; more than this is a service that never comes to its end. */
const pageLimit = 50;
/** All pages together, milliseconds. */
const longest = 15_000;

const clientOf = clientsInTarget((settings) => new CloudWatchClient(settings));

/**
 * The values of the queries, a value for each period (seconds) in which there is any. Throws `Transient`, also after
 * `patience` milliseconds, or `ServiceRefused`.
 */
export async function readMetrics(
  queries: readonly MetricQuery[],
  range: MetricRange,
  period: number,
  patience = longest,
): Promise<FoundMetrics> {
  const abortSignal = AbortSignal.timeout(patience);
  const found = await Promise.all(partsOf(queries).map((part) => readPart(part, range, period, abortSignal)));
  return { values: found.flatMap(({ values }) => values), messages: found.flatMap(({ messages }) => messages) };
}

/** The queries by call, in their order: as many as a call takes, of one Region. */
function partsOf(queries: readonly MetricQuery[]): MetricQuery[][] {
  const parts: MetricQuery[][] = [];
  for (const query of queries) {
    const part = parts.at(-1);
    if (part && part.length < queryLimit && part[0]?.region === query.region) part.push(query);
    else parts.push([query]);
  }
  return parts;
}

async function readPart(
  queries: readonly MetricQuery[],
  range: MetricRange,
  period: number,
  abortSignal: AbortSignal,
): Promise<FoundMetrics> {
  const client = await clientOf(queries[0]?.region ?? '');
  const input = {
    MetricDataQueries: queries.map((query, index) => ({ Id: `q${index}`, MetricStat: statOf(query, period) })),
    StartTime: new Date(range.start),
    EndTime: new Date(range.end),
    ScanBy: 'TimestampAscending' as const,
  };
  const found = new Findings(queries);
  let NextToken: string | undefined;
  for (let page = 0; page === 0 || NextToken; page += 1) {
    if (page === pageLimit) throw new ServiceRefused('GetMetricData', 'TooManyPages', `it has over ${pageLimit} pages`);
    const answer = await translated('GetMetricData', () =>
      client.send(new GetMetricDataCommand({ ...input, NextToken }), { abortSignal }),
    );
    for (const result of answer.MetricDataResults ?? []) found.add(result);
    for (const { Value } of answer.Messages ?? []) if (Value) found.messages.add(Value);
    NextToken = answer.NextToken;
  }
  return found.all();
}

/** What the pages of an answer make together: a series may go on from page to page. */
class Findings {
  readonly messages = new Set<string>();
  private readonly values: [number, number][][];
  private readonly partial = new Set<number>();

  constructor(private readonly queries: readonly MetricQuery[]) {
    this.values = queries.map(() => []);
  }

  /** Takes up a result. Throws `ServiceRefused` where CloudWatch has failed with it. */
  add({ Id, StatusCode, Timestamps = [], Values = [], Messages = [] }: MetricDataResult): void {
    const index = Number(Id?.slice(1));
    if (StatusCode === 'Forbidden' || StatusCode === 'InternalError') {
      const said = Messages.map(({ Value }) => Value).join(' ') || 'it gave no reason';
      throw new ServiceRefused('GetMetricData', StatusCode, `${this.queries[index]?.metric.key}: ${said}`);
    }
    const points = Timestamps.map((at, each): [number, number] => [at.getTime(), Values[each] ?? Number.NaN]);
    this.values[index]?.push(...points);
    // The rest is on a later page, whose status then counts.
    if (StatusCode === 'PartialData') this.partial.add(index);
    else this.partial.delete(index);
  }

  /** The whole, with a message for each series that CloudWatch has not completed. */
  all(): FoundMetrics {
    const incomplete = [...this.partial].map((index) => {
      const { identity, metric } = this.queries[index] as MetricQuery;
      return `CloudWatch has not all values of ${metric.key} of ${identity}.`;
    });
    return { values: this.values, messages: [...this.messages, ...incomplete] };
  }
}

function statOf({ metric, dimension, arn, period }: MetricQuery, standard: number) {
  const Dimensions = [{ Name: dimension, Value: arn }];
  return {
    Metric: { Namespace: 'AWS/MediaConnect', MetricName: metric.metricName, Dimensions },
    Period: period ?? standard,
    Stat: metric.statistic,
  };
}
