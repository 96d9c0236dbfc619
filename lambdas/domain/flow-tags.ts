import type { DesiredFlow } from './flow';
import { type ActualFlow, type FlowDescription, sourcesOf } from './flow-description';
import type { Step } from './flow-step';
import { type LabelKeys, partOf } from './label-keys';
import { deploymentTag, isBirthTag, tagPrefix } from './ownership';

type Described = Extract<ActualFlow, { kind: 'described' }>;
type Tags = Readonly<Record<string, string>>;

/** Tags by the ARN of what bears them. */
export type TagsByArn = Readonly<Record<string, Tags>>;

/** A resource of the flow whose tags differ from those asked for. */
export interface TagDifference {
  resourceArn: string;
  /** The tags that are missing or have another value. */
  set: Record<string, string>;
  /** The keys that were ours and no longer are. */
  unset: string[];
  /** The deployment's tag, which a flow is to bear. */
  mark: Record<string, string>;
}

/**
 * The tags to be set and taken away on a flow and on those of its parts that are there. Tags that others put there are
 * left alone: only keys that were labels of that very part are taken away.
 */
export function tagDifferences(desired: DesiredFlow, actual: Described, former: LabelKeys): TagDifference[] {
  return taggedParts(desired, actual.flow).flatMap(({ resourceArn, part, asked }) => {
    const found = actual.tags?.[resourceArn];
    if (!found) return [];
    const set = Object.entries(asked).filter(
      ([key, value]) => found[key] !== value && !(isBirthTag(key) && found[key] !== undefined),
    );
    const unset = (former[part] ?? []).filter((key) => found[key] !== undefined && asked[key] === undefined);
    if (set.length === 0 && unset.length === 0) return [];
    const mark = Object.entries(asked).filter(([key]) => key === deploymentTag);
    return [{ resourceArn, set: Object.fromEntries(set), unset, mark: Object.fromEntries(mark) }];
  });
}

/** The ARNs of the flow and of those of its parts that bear labels, or may bear former ones: whose tags matter. */
export function taggedArns(desired: DesiredFlow, flow: FlowDescription, former: LabelKeys): string[] {
  return taggedParts(desired, flow)
    .filter(({ part, asked }) => Object.keys(asked).length > 0 || former[part]?.length)
    .map(({ resourceArn }) => resourceArn);
}

/** The tags that a flow bears if it is as it was asked for. */
export function tagsAsked(desired: DesiredFlow, flow: FlowDescription): TagsByArn {
  return Object.fromEntries(taggedParts(desired, flow).map(({ resourceArn, asked }) => [resourceArn, asked]));
}

/** The steps that set and take away tags: nothing that is on air has to do with them. */
export function tagSteps(differences: readonly TagDifference[]): Step[] {
  return differences.flatMap(({ resourceArn, set, unset, mark }): Step[] => {
    // Whose a flow is may be said only by who says that it is this deployment's.
    const isOwner = Object.keys(set).some((key) => key.startsWith(tagPrefix));
    const common = { resource: resourceArn, impact: 'live' as const };
    const reason = (keys: readonly string[]) => `Labels and owner are kept as tags: ${keys.join(', ')}.`;
    return [
      ...(unset.length > 0
        ? [{ action: 'untag' as const, resourceArn, tagKeys: unset, ...common, reason: reason(unset) }]
        : []),
      ...(Object.keys(set).length > 0
        ? [
            {
              action: 'tag' as const,
              resourceArn,
              tags: { ...set, ...(isOwner && mark) },
              ...common,
              reason: reason(Object.keys(set)),
            },
          ]
        : []),
    ];
  });
}

interface TaggedPart {
  resourceArn: string;
  part: string;
  asked: Tags;
}

/** The flow, and its flow sources and interfaces that are there, each with the tags asked for. */
function taggedParts(desired: DesiredFlow, flow: FlowDescription): TaggedPart[] {
  const { name: flowName } = desired;
  const sources = desired.sources.flatMap(({ name, sourceTags = {} }): TaggedPart[] => {
    const found = sourcesOf(flow).find((source) => source.name === name);
    return found ? [{ resourceArn: found.sourceArn, part: partOf(flowName, 'source', name), asked: sourceTags }] : [];
  });
  const interfaces = (desired.vpcInterfaces ?? [])
    .filter(({ name }) => flow.vpcInterfaces?.some((each) => each.name === name))
    .map(({ name, vpcInterfaceTags = {} }) => ({
      resourceArn: `${flow.flowArn}/vpcInterface/${name}`,
      part: partOf(flowName, 'vpcInterface', name),
      asked: vpcInterfaceTags,
    }));
  return [{ resourceArn: flow.flowArn, part: partOf(flowName), asked: desired.flowTags }, ...sources, ...interfaces];
}
