import * as z from 'zod';
import type { Metadata } from './metadata';
import type { SourceConfiguration } from './source';

/** The keys of labels by the part of a flow that bears them as tags; see {@link partOf} for the parts' names. */
export const LabelKeys = z.record(z.string(), z.array(z.string()));
export type LabelKeys = z.infer<typeof LabelKeys>;

/** Names a flow, or a flow source or VPC interface of it, whatever ARN it has. */
export function partOf(flowName: string, kind?: 'source' | 'vpcInterface', name?: string): string {
  return kind === undefined ? flowName : `${flowName}/${kind}/${name}`;
}

/** The keys of the labels that a configuration gives to the parts of its flows. */
export function labelKeysOf({
  metadata,
  'ingress-flows': flows,
  'egress-flows': egress = [],
}: SourceConfiguration): LabelKeys {
  const parts = flows.flatMap((flow): [string, string[]][] => [
    [partOf(flow.name), [...keysOf(metadata), ...keysOf(flow.metadata)]],
    ...namedKeys('source', flow.name, flow['flow-sources']),
    ...namedKeys('vpcInterface', flow.name, flow['vpc-interfaces'] ?? []),
  ]);
  const handed = egress.map(({ name }): [string, string[]] => [partOf(name), keysOf(metadata)]);
  return Object.fromEntries([...parts, ...handed].filter(([, keys]) => keys.length > 0));
}

/** The keys of both. */
export function joinLabelKeys(one: LabelKeys, other: LabelKeys): LabelKeys {
  const parts = [...new Set([...Object.keys(one), ...Object.keys(other)])];
  return Object.fromEntries(parts.map((part) => [part, [...new Set([...(one[part] ?? []), ...(other[part] ?? [])])]]));
}

type Labelled = { name: string; metadata?: Metadata | undefined };

function namedKeys(kind: 'source' | 'vpcInterface', flow: string, parts: readonly Labelled[]): [string, string[]][] {
  return parts.map(({ name, metadata }) => [partOf(flow, kind, name), keysOf(metadata)]);
}

function keysOf(metadata: Metadata | undefined): string[] {
  return (metadata?.labels ?? []).map(({ key }) => key);
}
