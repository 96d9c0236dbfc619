import { Aws, CfnCondition, Duration, Fn, Stack, Token } from 'aws-cdk-lib';
import { Alarm, type IAlarmAction, type IMetric, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { DeadLetters } from './dead-letters';
import {
  counted,
  errorsOf,
  executionsDied,
  functionThrottles,
  tableErrors,
  tableThrottles,
} from './operations-metrics';
import type { Recovery } from './recovery';
import type { Settings } from './settings';
import type { SourceApi } from './source-api';
import type { SourceEvents } from './source-events';
import type { SourceTable } from './source-table';
import type { SourceWorkflows } from './source-workflows';

/** What the alarms and the dashboard look at. */
export interface Watched {
  readonly api: SourceApi;
  readonly workflows: SourceWorkflows;
  readonly recovery: Recovery;
  readonly events: SourceEvents;
  readonly table: SourceTable;
  readonly deadLetters: DeadLetters;
}

/** When a metric is an alarm. */
interface Threshold {
  /** The alarm goes off at this value. */
  readonly from: number;
  /** So many of the last so many periods have to be at it; one of one when absent. */
  readonly periods?: readonly [breaching: number, looked: number];
  /** Claims that a metric which tells nothing is as bad. */
  readonly silenceIsBad?: true;
}

/** What passes by itself, or was one client's, is at its threshold in one period of five minutes but seldom in the next. */
const lasting = [2, 3] as const;

/**
 * The alarms of the system itself. Each has a section of its name in docs/operations.md, and tells the topic of the
 * settings, where there is one, when it goes off and when it is over.
 */
export class OperationsAlarms extends Construct {
  readonly all: Alarm[] = [];
  private readonly action: IAlarmAction;

  constructor(scope: Construct, id: string, watched: Watched & { readonly settings: Settings }) {
    super(scope, id);
    this.action = this.tellTopic(watched.settings.operationsTopicArn);
    this.requests(watched.api);
    this.runs(watched);
    this.events(watched);
    this.services(watched.table);
  }

  private requests({ stage }: SourceApi): void {
    const rate = stage.metricServerError({ statistic: Stats.AVERAGE });
    this.watch('RequestsFail', 'One request in a hundred, or more, is answered with a 5XX.', rate, {
      from: 0.01,
      periods: lasting,
    });
    // A creation with its look-ups takes about a second, on a cold function two or three; 19 seconds are the end.
    const latency = stage.metricLatency({ statistic: Stats.p(99) });
    this.watch('RequestsSlow', 'One request in a hundred, or more, takes five seconds or longer.', latency, {
      from: 5_000,
      periods: [3, 3],
    });
  }

  private runs({ workflows: { provision, deprovision, recordFailure }, recovery }: Watched): void {
    const died = 'ended without its own failure tail: it failed, timed out or was aborted.';
    // A workflow handles whatever it was made for, so that one that dies is news.
    this.watch('ProvisionRunDied', `A run of provision-source ${died}`, executionsDied(provision, 'died'), { from: 1 });
    this.watch('DeprovisionRunDied', `A run of deprovision-source ${died}`, executionsDied(deprovision, 'died'), {
      from: 1,
    });
    // One failure is mostly one client's mistake; five within a quarter of an hour have more likely one cause.
    const failures = recordFailure.metricInvocations({ period: Duration.minutes(15) });
    this.watch('RunsFail', 'Five runs or more failed within a quarter of an hour.', failures, { from: 5 });
    // Told every two minutes: a period without it means that the sweep, on which much rests, does not run.
    const stuck = counted(this, 'StuckSource').with({ statistic: Stats.MAXIMUM });
    this.watch('SourcesStuck', 'A source does not get on, or the sweep that would say so is silent.', stuck, {
      from: 1,
      periods: [2, 2],
      silenceIsBad: true,
    });
    // Lambda tries an event three times: a failure that passes by itself counts once or twice.
    const errors = errorsOf(recovery.functions, 'errors').with({ period: Duration.minutes(15) });
    this.watch('RecoveryFails', 'Recovery or a sweep failed again and again.', errors, { from: 3 });
  }

  private events({ events: { publishEvents }, deadLetters }: Watched): void {
    // Every attempt at what lies there has failed, and nobody makes another.
    const waiting = deadLetters.metricApproximateNumberOfMessagesVisible({ statistic: Stats.MAXIMUM });
    this.watch('DeadLetters', 'What a function could not handle lies in the dead-letter queue.', waiting, { from: 1 });
    // The stream keeps what is not read for a day.
    const age = publishEvents.metric('IteratorAge', { statistic: Stats.MAXIMUM });
    this.watch('EventsLate', 'Events of sources are published five minutes late, or more.', age, {
      from: 300_000,
      periods: [2, 2],
    });
    this.watch('EventsUnknown', 'An event came in a shape that is not known.', counted(this, 'UnknownEvent'), {
      from: 1,
    });
    const forged = counted(this, 'ForgedEvent');
    this.watch('EventsForged', 'An account sent an event of a flow that is not its own.', forged, { from: 1 });
  }

  private services(table: SourceTable): void {
    // Up to 1,500 calls are allowed in five minutes. A burst that is refused and comes again is over in one period.
    this.watch(
      'MediaConnectThrottles',
      'MediaConnect refuses calls for their number, for a quarter of an hour.',
      counted(this, 'MediaConnectThrottle'),
      { from: 100, periods: [3, 3] },
    );
    this.watch('FunctionsThrottled', 'Lambda refuses invocations in this Region.', functionThrottles(), {
      from: 1,
      periods: lasting,
    });
    // A table on demand takes twice its former peak at once, and the client asks again.
    this.watch('TableThrottled', 'DynamoDB refuses requests for their number.', tableThrottles(table), {
      from: 1,
      periods: lasting,
    });
    // Single faults are a part of the service, and are asked again by the client.
    this.watch('TableFails', 'Requests to the table fail by a fault of DynamoDB.', tableErrors(table), {
      from: 5,
      periods: lasting,
    });
  }

  private watch(name: string, means: string, metric: IMetric, threshold: Threshold): void {
    const { from, periods: [breaching, looked] = [1, 1], silenceIsBad } = threshold;
    const alarm = new Alarm(this, name, {
      alarmName: `${Stack.of(this).stackName}-${name}`,
      alarmDescription: `${means} What to do: docs/operations.md, ${name}.`,
      metric,
      threshold: from,
      datapointsToAlarm: breaching,
      evaluationPeriods: looked,
      treatMissingData: silenceIsBad ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(this.action);
    alarm.addOkAction(this.action);
    this.all.push(alarm);
  }

  /** The topic's own policy must let CloudWatch publish, since it belongs to somebody else. */
  private tellTopic(topicArn: string): IAlarmAction {
    const hasTopic = new CfnCondition(this, 'HasTopic', {
      expression: Fn.conditionNot(Fn.conditionEquals(topicArn, '')),
    });
    const alarmActionArn = Token.asString(Fn.conditionIf(hasTopic.logicalId, topicArn, Aws.NO_VALUE));
    return { bind: () => ({ alarmActionArn }) };
  }
}
