import { randomUUID } from 'node:crypto';
import type { AwsCall, AwsService, RequiredAction } from './endpoint';
import { checkPattern, type EventPattern, matchesPattern } from './event-pattern';
import { awsJson, jsonService, ServiceError } from './protocol';

/** An event as targets receive it. */
export interface BusEvent {
  version: '0';
  id: string;
  'detail-type': string;
  source: string;
  account: string;
  time: string;
  region: string;
  resources: string[];
  detail: unknown;
}

/** What a publisher says; the rest of the event is filled in. */
export type Publication = Pick<BusEvent, 'detail-type' | 'source' | 'detail'> & Partial<BusEvent> & { bus?: string };

/** An AWS::Events::Rule with its properties resolved. */
export interface Rule {
  Name: string;
  EventBusName?: string;
  EventPattern?: EventPattern;
  State?: string;
  Targets?: Target[];
}

interface Target {
  Id: string;
  Arn: string;
  Input?: string;
  InputPath?: string;
  RetryPolicy?: { MaximumRetryAttempts?: number; MaximumEventAgeInSeconds?: number };
  DeadLetterConfig?: { Arn?: string };
}

export interface EventBusOptions {
  account: string;
  region: string;
  rules: Rule[];
  /** Told of every event on a bus that is not the default one, before its publisher is answered. */
  record(bus: string, event: BusEvent): void;
  /** Hands an event to a target that is no bus; a rejection is retried. */
  deliver(targetArn: string, event: unknown): Promise<unknown>;
  /** Takes an event that could not be delivered in the time and attempts its rule allows. */
  giveUp(target: { arn: string; deadLetterArn?: string }, event: unknown, reason: unknown): void;
}

export interface EventBridge extends AwsService {
  /** Hands an event to the targets of all rules that match; answers its id at once. */
  publish(event: Publication): string;
  /** Forgets the deliveries that wait for another attempt. */
  stop(): void;
}

const knownTargetMembers = ['Id', 'Arn', 'Input', 'InputPath', 'RetryPolicy', 'DeadLetterConfig', 'RoleArn'];

/**
 * EventBridge: the template's rules with event patterns, in this process. Events of every account and Region meet the same rules, as
 * if each had been forwarded here. Throws if a rule says something that is not understood.
 */
export function eventBridge(options: EventBusOptions): EventBridge {
  for (const rule of options.rules) checkRule(rule);
  const timers = new Set<NodeJS.Timeout>();

  function publish({ bus = 'default', ...given }: Publication): string {
    const { account, region } = options;
    const time = new Date().toISOString().replace(/\.\d+Z$/, 'Z');
    const event: BusEvent = { version: '0', id: randomUUID(), account, time, region, resources: [], ...given };
    if (nameOf(bus) !== 'default') options.record(nameOf(bus), event);
    const matching = options.rules.filter(
      (rule) =>
        rule.State !== 'DISABLED' &&
        nameOf(rule.EventBusName ?? 'default') === nameOf(bus) &&
        rule.EventPattern &&
        matchesPattern(rule.EventPattern, event),
    );
    for (const target of matching.flatMap((rule) => rule.Targets ?? [])) void attempt(target, event, 0, Date.now());
    return event.id;
  }

  async function attempt(target: Target, event: BusEvent, retries: number, since: number): Promise<void> {
    try {
      if (target.Arn.includes(':event-bus/')) publish({ ...event, bus: target.Arn });
      else await options.deliver(target.Arn, payload(target, event));
    } catch (reason) {
      const { MaximumRetryAttempts = 185, MaximumEventAgeInSeconds = 86_400 } = target.RetryPolicy ?? {};
      const waitMs = Math.min(2 ** retries * 250, 60_000) * (0.5 + Math.random() / 2);
      const tooOld = Date.now() + waitMs - since > MaximumEventAgeInSeconds * 1000;
      if (retries >= MaximumRetryAttempts || tooOld)
        return options.giveUp({ arn: target.Arn, deadLetterArn: target.DeadLetterConfig?.Arn }, event, reason);
      const timer = setTimeout(() => {
        timers.delete(timer);
        void attempt(target, event, retries + 1, since);
      }, waitMs);
      timers.add(timer.unref());
    }
  }

  const operations = {
    PutEvents({ input, account, region }: AwsCall) {
      const Entries = entriesOf(input).map(
        (entry) => faultOf(entry) ?? { EventId: publish({ ...publication(entry), account, region }) },
      );
      return { FailedEntryCount: Entries.filter((each) => 'ErrorCode' in each).length, Entries };
    },
  };
  const stop = () => timers.forEach(clearTimeout);
  return { ...jsonService('events', awsJson('1.1', 'AWSEvents'), operations, actionsOf), publish, stop };
}

function actionsOf({ operation, input, account, region }: AwsCall): RequiredAction[] {
  if (operation !== 'PutEvents') return [{ action: `events:${operation}`, resource: '*' }];
  return entriesOf(input).map(({ EventBusName = 'default', Source = '', DetailType = '' }) => ({
    action: 'events:PutEvents',
    resource: `arn:aws:events:${region}:${account}:event-bus/${nameOf(EventBusName)}`,
    context: { 'events:source': Source, 'events:detail-type': DetailType },
  }));
}

interface Entry {
  EventBusName?: string;
  Source?: string;
  DetailType?: string;
  Detail?: string;
  Resources?: string[];
  Time?: number;
}

function entriesOf(input: Record<string, unknown>): Entry[] {
  const entries = input.Entries;
  if (Array.isArray(entries) && entries.length >= 1 && entries.length <= 10) return entries;
  throw new ServiceError('ValidationException', "Value at 'entries' must have length between 1 and 10");
}

function faultOf(entry: Entry): { ErrorCode: string; ErrorMessage: string } | undefined {
  for (const member of ['Source', 'DetailType', 'Detail'] as const)
    if (!entry[member])
      return {
        ErrorCode: 'InvalidArgument',
        ErrorMessage: `Parameter ${member} is not valid. Reason: ${member} is a required argument.`,
      };
  try {
    const detail = JSON.parse(entry.Detail ?? '');
    if (typeof detail === 'object' && detail !== null) return undefined;
  } catch {}
  return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };
}

function publication({ EventBusName: bus, Source, DetailType, Detail, Resources, Time }: Entry): Publication {
  return {
    bus,
    source: Source ?? '',
    'detail-type': DetailType ?? '',
    detail: JSON.parse(Detail ?? ''),
    resources: Resources ?? [],
    ...(Time !== undefined && { time: new Date(Time * 1000).toISOString().replace(/\.\d+Z$/, 'Z') }),
  };
}

function checkRule(rule: Rule): void {
  if (rule.EventPattern) checkPattern(rule.EventPattern, `${rule.Name}.EventPattern`);
  for (const target of rule.Targets ?? [])
    for (const member of Object.keys(target))
      if (!knownTargetMembers.includes(member))
        throw new Error(`Rule ${rule.Name}: target member ${member} is not understood`);
}

function payload({ Input, InputPath }: Target, event: BusEvent): unknown {
  if (Input !== undefined) return JSON.parse(Input);
  const path =
    InputPath?.replace(/^\$\.?/, '')
      .split('.')
      .filter(Boolean) ?? [];
  return path.reduce<unknown>((value, member) => (value as Record<string, unknown> | undefined)?.[member], event);
}

function nameOf(bus: string): string {
  return bus.split('/').at(-1) ?? bus;
}
