import { randomUUID } from 'node:crypto';
import type { AwsCall, AwsService, Principal, RequiredAction } from './endpoint';
import { type BusPolicy, busArnOf, busNameOf, busRefusal, placeOf } from './event-buses';
import { checkPattern, type EventPattern, matchesPattern } from './event-pattern';
import { awsJson, jsonService, ServiceError } from './protocol';
import { entriesOf, faultOf, publication } from './put-events';

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

/** An AWS::Events::Rule with its properties resolved; its ARN says in which account and Region it is. */
export interface Rule {
  Name: string;
  Arn: string;
  EventBusName?: string;
  EventPattern?: EventPattern;
  State?: string;
  Targets?: Target[];
}

interface Target {
  Id: string;
  Arn: string;
  RoleArn?: string;
  Input?: string;
  InputPath?: string;
  RetryPolicy?: { MaximumRetryAttempts?: number; MaximumEventAgeInSeconds?: number };
  DeadLetterConfig?: { Arn?: string };
}

/** The rules of every account and Region, and who may put events on the buses of others. */
export interface Routing {
  rules: readonly Rule[];
  policies: readonly BusPolicy[];
}

export interface EventBusOptions {
  /** Where events are from that do not say it. */
  account: string;
  region: string;
  /** Asked at every event, since rules may come and go. */
  routing(): Routing;
  /** Whom a rule becomes with the role of its target; undefined for a role that is not there. */
  roleOf(roleArn: string): Principal | undefined;
  /** Told of every event that is put on a bus other than a default one, before its publisher is answered. */
  record(bus: string, event: BusEvent): void;
  /** Hands an event to a target that is no bus; a rejection is retried. */
  deliver(targetArn: string, event: unknown): Promise<unknown>;
  /** Takes an event that could not be delivered in the time and attempts its rule allows. */
  giveUp(target: { arn: string; deadLetterArn?: string }, event: unknown, reason: unknown): void;
}

export interface EventBridge extends AwsService {
  /** Hands an event to the targets of all rules of its account and Region that match; answers its id at once. */
  publish(event: Publication): string;
  /** Forgets the deliveries that wait for another attempt. */
  stop(): void;
}

const knownTargetMembers = ['Id', 'Arn', 'Input', 'InputPath', 'RetryPolicy', 'DeadLetterConfig', 'RoleArn'];

/**
 * EventBridge: rules with event patterns on the buses of every account and Region, in this process. An event meets the
 * rules of its own default bus; another account or Region hears of it only if one of them sends it on.
 */
export function eventBridge(options: EventBusOptions): EventBridge {
  const timers = new Set<NodeJS.Timeout>();

  function publish({ bus = 'default', ...given }: Publication): string {
    const { account, region } = options;
    const time = new Date().toISOString().replace(/\.\d+Z$/, 'Z');
    const event: BusEvent = { version: '0', id: randomUUID(), account, time, region, resources: [], ...given };
    const busArn = busArnOf(bus, event);
    if (busNameOf(busArn) !== 'default') options.record(busNameOf(busArn), event);
    spread(busArn, event);
    return event.id;
  }

  /** Hands an event to the targets of the rules on one bus. */
  function spread(busArn: string, event: BusEvent): void {
    const matching = options
      .routing()
      .rules.filter(
        ({ State, EventBusName = 'default', Arn, EventPattern }) =>
          State !== 'DISABLED' &&
          busArnOf(EventBusName, placeOf(Arn)) === busArn &&
          EventPattern &&
          matchesPattern(EventPattern, event),
      );
    for (const target of matching.flatMap((rule) => rule.Targets ?? [])) void attempt(target, event, 0, Date.now());
  }

  /** Sends an event on to another bus; a refusal is not tried again, as nothing would be different then. */
  function forward(target: Target, event: BusEvent): void {
    const role = options.roleOf(target.RoleArn ?? '');
    const refused = role
      ? busRefusal(role, target.Arn, options.routing().policies)
      : `a rule with a bus as its target needs a role; ${target.RoleArn ?? 'none'} is not known`;
    if (refused) giveUp(target, event, new Error(refused));
    else spread(target.Arn, event);
  }

  function giveUp(target: Target, event: BusEvent, reason: unknown): void {
    options.giveUp({ arn: target.Arn, deadLetterArn: target.DeadLetterConfig?.Arn }, event, reason);
  }

  async function attempt(target: Target, event: BusEvent, retries: number, since: number): Promise<void> {
    try {
      if (target.Arn.includes(':event-bus/')) forward(target, event);
      else await options.deliver(target.Arn, payload(target, event));
    } catch (reason) {
      const { MaximumRetryAttempts = 185, MaximumEventAgeInSeconds = 86_400 } = target.RetryPolicy ?? {};
      const waitMs = Math.min(2 ** retries * 250, 60_000) * (0.5 + Math.random() / 2);
      const tooOld = Date.now() + waitMs - since > MaximumEventAgeInSeconds * 1000;
      if (retries >= MaximumRetryAttempts || tooOld) return giveUp(target, event, reason);
      const timer = setTimeout(() => {
        timers.delete(timer);
        void attempt(target, event, retries + 1, since);
      }, waitMs);
      timers.add(timer.unref());
    }
  }

  const operations = {
    PutEvents({ input, account, region, principal }: AwsCall) {
      const entries = entriesOf(input);
      for (const { EventBusName = 'default' } of entries) {
        const busArn = busArnOf(EventBusName, { account, region });
        const refused = busRefusal(principal, busArn, options.routing().policies);
        if (refused) throw new ServiceError('AccessDeniedException', refused);
      }
      const Entries = entries.map(
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
    resource: busArnOf(EventBusName, { account, region }),
    context: { 'events:source': Source, 'events:detail-type': DetailType },
  }));
}

/** Throws, naming the rule, for a pattern or a target of a kind that is not understood. */
export function checkRule(rule: Rule): void {
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
