import { feedDifferences, formOf, formOfDesired } from './feed';
import type { DesiredFlow, DesiredMediaStream } from './flow';
import { type ActualFlow, regionOf } from './flow-description';
import { countsAsRunning, journeyFrom } from './flow-in-place';
import { isSame } from './flow-source-form';
import { tagDifferences } from './flow-tags';

type Described = Extract<ActualFlow, { kind: 'described' }>;

/** A member of a resource that is not as asked for; a whole resource that is missing or surplus has no member. */
export interface Difference {
  /** The ARN, or the name of what has none. */
  resource: string;
  /** In the service's vocabulary. */
  member?: string;
  /** Absent where nothing is asked for. */
  desired?: unknown;
  /** Absent where nothing is there. */
  actual?: unknown;
}

/**
 * In what the flow that is there is not as asked for, by the same comparison as the plan of a repair. Secrets are named
 * by ARN: neither side knows a value. A flow that could not be read has no drift that is known of.
 */
export function flowDrift(desired: DesiredFlow, actual: ActualFlow, { running }: { running: boolean }): Difference[] {
  if (actual.kind === 'unreadable') return [];
  if (actual.kind === 'missing') return [{ resource: desired.name, desired: desired.name }];
  const { flow } = actual;
  const journey = journeyFrom(actual, desired);
  const { wanted, actual: found, sourceArns } = journey;
  const zone = desired.availabilityZone ?? flow.availabilityZone;
  const partArn = (kind: string) => (name: string) => `${flow.flowArn}/${kind}/${name}`;
  const stream = ({ mediaStreamName: name, ...members }: DesiredMediaStream) => ({ name, ...members });
  return [
    ...memberDifferences(
      flow.flowArn,
      { name: desired.name, region: desired.region, availabilityZone: zone, flowSize: wanted.size },
      { ...flow, region: regionOf(flow.flowArn), flowSize: found.size },
    ),
    ...memberDifferences(flow.flowArn, { running }, { running: countsAsRunning(flow.status) }),
    ...memberDifferences(
      flow.flowArn,
      { sourceFailoverConfig: wanted.failover },
      { sourceFailoverConfig: found.failover },
    ),
    ...monitoringDrift(desired, actual, found.monitored),
    ...partDifferences(wanted.sources, found.sources, (name) => sourceArns[name] ?? name),
    ...partDifferences(wanted.interfaces, found.interfaces, partArn('vpcInterface')),
    ...partDifferences(wanted.streams.map(stream), found.streams.map(stream), partArn('mediaStream')),
    ...feedDrift(desired, actual),
    ...tagDrift(desired, actual),
  ];
}

function feedDrift(asked: DesiredFlow, { flow }: Described): Difference[] {
  return feedDifferences(asked, flow).flatMap(({ name, desired, actual }) => {
    if (!desired || !actual)
      return [{ resource: actual?.outputArn ?? name, ...(actual ? { actual: name } : { desired: name }) }];
    return memberDifferences(
      actual.outputArn,
      { ...absentIn(formOfDesired(desired), formOf(actual)), ...formOfDesired(desired) },
      formOf(actual),
    );
  });
}

function monitoringDrift(desired: DesiredFlow, { flow }: Described, monitored: boolean): Difference[] {
  if (monitored) return [];
  return memberDifferences(
    flow.flowArn,
    { sourceMonitoringConfig: desired.sourceMonitoringConfig },
    { sourceMonitoringConfig: flow.sourceMonitoringConfig },
  );
}

function tagDrift(desired: DesiredFlow, actual: Described): Difference[] {
  return tagDifferences(desired, actual, {}).flatMap(({ resourceArn, set }) =>
    Object.entries(set).map(([key, value]) =>
      difference(resourceArn, `tags/${key}`, value, actual.tags?.[resourceArn]?.[key]),
    ),
  );
}

/** The differences of the members that are asked for. */
function memberDifferences(resource: string, desired: object, actual: object): Difference[] {
  const found = actual as Record<string, unknown>;
  return Object.entries(desired)
    .filter(([member, value]) => !isSame(value, found[member]))
    .map(([member, value]) => difference(resource, member, value, found[member]));
}

/** The differences of two lists of parts: those on one side only as wholes, by name, the others member by member. */
function partDifferences(
  desired: readonly { name: string }[],
  actual: readonly { name: string }[],
  arnOf: (name: string) => string,
): Difference[] {
  const names = new Set([...desired, ...actual].map(({ name }) => name));
  return [...names].flatMap((name) => {
    const [asked, found] = [desired, actual].map((parts) => parts.find((part) => part.name === name));
    if (asked && found) return memberDifferences(arnOf(name), { ...absentIn(asked, found), ...asked }, found);
    return [{ resource: arnOf(name), ...(asked ? { desired: name } : { actual: name }) }];
  });
}

/** The members that only the other has, as undefined. */
function absentIn(one: object, other: object): Record<string, undefined> {
  return Object.fromEntries(Object.keys(other).flatMap((member) => (member in one ? [] : [[member, undefined]])));
}

function difference(resource: string, member: string, desired: unknown, actual: unknown): Difference {
  return { resource, member, ...(desired !== undefined && { desired }), ...(actual !== undefined && { actual }) };
}
