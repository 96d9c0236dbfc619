import type { DesiredFlow } from './flow';
import { type ActualFlow, type FlowDescription, sourcesOf } from './flow-description';
import type { Step } from './flow-step';
import { isBirthTag } from './ownership';

type Described = Extract<ActualFlow, { kind: 'described' }>;
type Tags = Readonly<Record<string, string>>;

/** A resource of the flow whose tags differ from those asked for. */
export interface TagDifference {
  resourceArn: string;
  /** The tags that are missing or have another value. */
  set: Record<string, string>;
  /** The keys that were ours and no longer are. */
  unset: string[];
}

/**
 * The tags to be set and taken away on a flow and on those of its parts that are there. Tags that others put there are
 * left alone: only keys among `formerKeys`, which were ours, are taken away.
 */
export function tagDifferences(
  desired: DesiredFlow,
  actual: Described,
  formerKeys: ReadonlySet<string>,
): TagDifference[] {
  return taggedParts(desired, actual.flow).flatMap(([resourceArn, asked]) => {
    const found = actual.tags?.[resourceArn];
    if (!found) return [];
    const set = Object.entries(asked).filter(
      ([key, value]) => found[key] !== value && !(isBirthTag(key) && found[key] !== undefined),
    );
    const unset = Object.keys(found).filter((key) => formerKeys.has(key) && asked[key] === undefined);
    if (set.length === 0 && unset.length === 0) return [];
    return [{ resourceArn, set: Object.fromEntries(set), unset }];
  });
}

/** The steps that set and take away tags: nothing that is on air has to do with them. */
export function tagSteps(differences: readonly TagDifference[]): Step[] {
  return differences.flatMap(({ resourceArn, set, unset }): Step[] => {
    const common = { resource: resourceArn, impact: 'live' as const };
    const reason = (keys: readonly string[]) => `Labels and owner are kept as tags: ${keys.join(', ')}.`;
    return [
      ...(unset.length > 0
        ? [{ action: 'untag' as const, resourceArn, tagKeys: unset, ...common, reason: reason(unset) }]
        : []),
      ...(Object.keys(set).length > 0
        ? [{ action: 'tag' as const, resourceArn, tags: set, ...common, reason: reason(Object.keys(set)) }]
        : []),
    ];
  });
}

/** The flow, and its flow sources and interfaces that are there, each with the tags asked for. */
function taggedParts(desired: DesiredFlow, flow: FlowDescription): [string, Tags][] {
  const sources = desired.sources.flatMap(({ name, sourceTags }): [string, Tags][] => {
    const found = sourcesOf(flow).find((source) => source.name === name);
    return found ? [[found.sourceArn, sourceTags ?? {}]] : [];
  });
  const interfaces = (desired.vpcInterfaces ?? [])
    .filter(({ name }) => flow.vpcInterfaces?.some((each) => each.name === name))
    .map(({ name, vpcInterfaceTags }): [string, Tags] => [
      `${flow.flowArn}/vpcInterface/${name}`,
      vpcInterfaceTags ?? {},
    ]);
  return [[flow.flowArn, desired.flowTags], ...sources, ...interfaces];
}
