import { randomUUID } from 'node:crypto';
import type { Resource, Stack } from './template';

interface Target {
  Arn: string;
  Input?: string;
}

interface Schedule {
  rule: Resource;
  targets: Target[];
  /** True if the schedule fires in the second that begins at this time. */
  due(now: number): boolean;
}

const unitMilliseconds: Record<string, number> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

function everyPeriod(count: number, unit: string): Schedule['due'] {
  const period = count * (unitMilliseconds[unit.replace(/s$/, '')] as number);
  let next = Date.now() + period;
  return (now) => {
    if (now < next) return false;
    next = now + period;
    return true;
  };
}

/** One field of a cron expression: `*`, `?`, numbers, lists, ranges and steps. */
function cronField(text: string): ((value: number) => boolean) | undefined {
  const parts = text.split(',').map((part) => {
    const [, from = '', to, step] = /^(\*|\?|\d+)(?:-(\d+))?(?:\/(\d+))?$/.exec(part) ?? [];
    if (from === '') return undefined;
    const low = Number.isNaN(Number(from)) ? 0 : Number(from);
    const high = to === undefined ? (step === undefined && from !== '*' && from !== '?' ? low : Infinity) : Number(to);
    return (value: number) => value >= low && value <= high && (value - low) % Number(step ?? 1) === 0;
  });
  return parts.includes(undefined) ? undefined : (value) => parts.some((part) => part?.(value));
}

function atMinutes(expression: string): Schedule['due'] | undefined {
  const fields = expression.split(/\s+/).map(cronField);
  if (fields.length !== 6 || fields.includes(undefined)) return undefined;
  return (now) => {
    const date = new Date(now);
    if (date.getUTCSeconds() !== 0) return false;
    // EventBridge counts the days of a week from 1, Sunday.
    const [minute, hour, day] = [date.getUTCMinutes(), date.getUTCHours(), date.getUTCDate()];
    const values = [minute, hour, day, date.getUTCMonth() + 1, date.getUTCDay() + 1, date.getUTCFullYear()];
    return values.every((value, at) => fields[at]?.(value));
  };
}

function dueOf(expression: string): Schedule['due'] | undefined {
  const [, count, unit] = /^rate\((\d+) ((?:minute|hour|day)s?)\)$/.exec(expression) ?? [];
  if (count && unit) return everyPeriod(Number(count), unit);
  return atMinutes(/^cron\((.+)\)$/.exec(expression)?.[1] ?? '');
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
    this.schedules = stack
      .of('AWS::Events::Rule')
      .filter(({ properties }) => properties.ScheduleExpression !== undefined && properties.State !== 'DISABLED')
      .map((rule) => {
        const due = dueOf(String(rule.properties.ScheduleExpression));
        if (due) return { rule, due, targets: (rule.properties.Targets ?? []) as Target[] };
        throw new Error(
          `${rule.logicalId} cannot run locally: ${rule.properties.ScheduleExpression} is not known here`,
        );
      });
  }

  start(): void {
    let last = Math.floor(Date.now() / 1000);
    this.timer = setInterval(() => {
      // A busy process may wake late; every second in between is looked at once.
      for (const now = Math.floor(Date.now() / 1000); last < now; ) {
        last += 1;
        for (const schedule of this.schedules) if (schedule.due(last * 1000)) void this.fire(schedule);
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
    const deliveries = targets.map(({ Arn, Input }) =>
      this.deliver(Arn, Input === undefined ? event : JSON.parse(Input)),
    );
    return (await Promise.allSettled(deliveries)).map((one) =>
      one.status === 'fulfilled' ? (one.value ?? 'delivered') : String(one.reason),
    );
  }
}
