import { randomUUID } from 'node:crypto';
import type { Resource, Stack } from './template';

interface Schedule {
  rule: Resource;
  period: number;
  targets: { arn: string; input: unknown }[];
}

const unitMilliseconds: Record<string, number> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/** The milliseconds between two times of a rate expression; undefined for any other expression. */
function periodOf(expression: string): number | undefined {
  const [, count, unit = ''] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  return count === undefined ? undefined : Number(count) * (unitMilliseconds[unit] ?? 0);
}

/** Runs the scheduled rules of a template at their rate, in real time. */
export class Schedules {
  private readonly schedules: Schedule[];
  private timer: NodeJS.Timeout | undefined;

  /** Throws, naming the rule, for an expression it does not understand. */
  constructor(
    private readonly stack: Stack,
    private readonly deliver: (targetArn: string, event: unknown) => Promise<unknown>,
  ) {
    const rules = stack.of('AWS::Events::Rule').filter(({ properties }) => properties.ScheduleExpression !== undefined);
    this.schedules = rules
      .filter(({ properties }) => properties.State !== 'DISABLED')
      .map((rule) => {
        const { ScheduleExpression: expression, Targets = [] } = rule.properties;
        const period = periodOf(String(expression));
        if (!period) throw new Error(`${rule.logicalId} cannot run locally: ${expression} is not known here`);
        const targets = (Targets as { Arn: string; Input?: string }[]).map(({ Arn, Input }) => ({
          arn: Arn,
          input: Input === undefined ? undefined : JSON.parse(Input),
        }));
        return { rule, period, targets };
      });
  }

  start(): void {
    // Looked at every second, since a timer of Node cannot wait for a month.
    const waiting = this.schedules.map((schedule) => ({ schedule, next: Date.now() + schedule.period }));
    this.timer = setInterval(() => {
      for (const entry of waiting.filter(({ next }) => next <= Date.now())) {
        entry.next = Date.now() + entry.schedule.period;
        void this.fire(entry.schedule);
      }
    }, 1000).unref();
  }

  stop(): void {
    clearInterval(this.timer);
  }

  /** Fires every schedule now; resolves to what its targets answered, by the rule's name. */
  async sweepNow(): Promise<Record<string, unknown>> {
    const fired = this.schedules.map(async (schedule) => [schedule.rule.name, await this.fire(schedule)]);
    return Object.fromEntries(await Promise.all(fired));
  }

  private async fire({ rule, targets }: Schedule): Promise<unknown[]> {
    const event = {
      version: '0',
      id: randomUUID(),
      'detail-type': 'Scheduled Event',
      source: 'aws.events',
      account: this.stack.account,
      time: new Date().toISOString().replace(/\.\d+Z$/, 'Z'),
      region: this.stack.region,
      resources: [rule.arn],
      detail: {},
    };
    const deliveries = targets.map(({ arn, input }) => this.deliver(arn, input ?? event));
    return (await Promise.allSettled(deliveries)).map((one) =>
      one.status === 'fulfilled' ? (one.value ?? 'delivered') : String(one.reason),
    );
  }
}
