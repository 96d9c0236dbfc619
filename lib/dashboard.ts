import { Stack } from 'aws-cdk-lib';
import {
  AlarmStatusWidget,
  Dashboard as CloudWatchDashboard,
  GraphWidget,
  type GraphWidgetProps,
  type IAlarm,
  type IMetric,
  type IWidget,
  Stats,
} from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { HeadworksFunction } from './headworks-function';
import type { Watched } from './operations-alarms';
import { counted, executionsDied, functionThrottles, tableErrors, tableThrottles } from './operations-metrics';
import type { SourceApi } from './source-api';
import type { SourceTable } from './source-table';

/**
 * One page that shows how the system does: the alarms on top, then requests, runs, what comes back from MediaConnect,
 * and what all of it stands on. It has the stack's name, and the functions of the stack as they are when it is made.
 */
export class Dashboard extends Construct {
  constructor(scope: Construct, id: string, watched: Watched & { readonly alarms: readonly IAlarm[] }) {
    super(scope, id);
    const alarms = new AlarmStatusWidget({ title: 'Alarms', alarms: [...watched.alarms], width: 24, height: 4 });
    new CloudWatchDashboard(this, 'Page', {
      dashboardName: Stack.of(this).stackName,
      widgets: [
        [alarms],
        this.requests(watched.api),
        this.runs(watched),
        this.events(watched),
        this.services(watched.table),
      ],
    });
  }

  private requests({ stage }: SourceApi): IWidget[] {
    return [
      graph('Requests', [stage.metricCount({ label: 'all' })]),
      graph('Refused and failed', [
        stage.metricClientError({ label: '4XX' }),
        stage.metricServerError({ label: '5XX' }),
      ]),
      graph('Time to answer, milliseconds', [
        stage.metricLatency({ statistic: Stats.p(50), label: 'p50' }),
        stage.metricLatency({ statistic: Stats.p(99), label: 'p99' }),
      ]),
    ];
  }

  private runs({ workflows: { provision, deprovision, recordFailure } }: Watched): IWidget[] {
    return [
      graph('Runs', [
        provision.metricStarted({ label: 'provision-source' }),
        deprovision.metricStarted({ label: 'deprovision-source' }),
        recordFailure.metricInvocations({ label: 'failed' }),
      ]),
      graph('Runs that died', [
        executionsDied(provision, 'provision-source'),
        executionsDied(deprovision, 'deprovision-source'),
      ]),
      graph('Sources that are stuck', [
        counted(this, 'StuckSource').with({ statistic: Stats.MAXIMUM, label: 'stuck' }),
      ]),
    ];
  }

  private events({ events: { publishEvents }, deadLetters }: Watched): IWidget[] {
    const late = publishEvents.metric('IteratorAge', { statistic: Stats.MAXIMUM, label: 'milliseconds' });
    const dead = deadLetters.metricApproximateNumberOfMessagesVisible({ statistic: Stats.MAXIMUM, label: 'messages' });
    return [
      graph('Events that are not of a source', [
        counted(this, 'ForeignFlowEvent').with({ label: "of somebody else's flow" }),
        counted(this, 'UnknownEvent').with({ label: 'of unknown shape' }),
        counted(this, 'ForgedEvent').with({ label: 'forged' }),
      ]),
      graph('Dead letters', [dead]),
      graph('Age of the oldest event that is not published', [late]),
      graph('Calls that MediaConnect refused for their number', [
        counted(this, 'MediaConnectThrottle').with({ label: '429' }),
      ]),
    ];
  }

  private services(table: SourceTable): IWidget[] {
    const functions = Stack.of(this)
      .node.findAll()
      .filter((each) => each instanceof HeadworksFunction);
    return [
      graph(
        'Invocations that failed',
        functions.map((each) => each.metricErrors({ label: each.node.id })),
      ),
      graph('Functions of this Region', [
        functionThrottles().with({ label: 'throttled' }),
        HeadworksFunction.metricAllConcurrentExecutions({ label: 'at a time' }),
      ]),
      graph('The table', [tableThrottles(table), tableErrors(table)]),
    ];
  }
}

function graph(title: string, left: IMetric[]): GraphWidget {
  const props: GraphWidgetProps = { title, left, width: 8, height: 6, leftYAxis: { min: 0, showUnits: false } };
  return new GraphWidget(props);
}
