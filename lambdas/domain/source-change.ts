import { desiredFlow } from './flow';
import type { SourceConfiguration } from './source';
import { isObject } from './wire';

/** What a change of configuration comes to: nothing, the record alone, or the flow in MediaConnect too. */
export type SourceChange = 'none' | 'record' | 'infrastructure';

/**
 * Tells what must change to come from one configuration to the other. The order of a list is of the record only, as
 * MediaConnect knows flow sources, interfaces and media streams by name; labels are tags of the flow and its parts.
 */
export function changeBetween(before: SourceConfiguration, after: SourceConfiguration): SourceChange {
  if (canonical(before, 'ordered') === canonical(after, 'ordered')) return 'none';
  return infrastructureOf(before) === infrastructureOf(after) ? 'record' : 'infrastructure';
}

function infrastructureOf({ metadata: { labels }, ...configuration }: SourceConfiguration): string {
  // Roles and owner are the same before and after.
  const owner = { secretArn: (secretId: string) => secretId, secretsRoleArn: '', vpcRoleArn: '', tags: {} };
  const flows = configuration['ingress-flows'].map((flow) => desiredFlow(flow, { ...owner, labels }));
  return canonical(flows, 'unordered');
}

/** A text that two JSON values share if and only if they are equal; `lists` tells whether the order of items counts. */
function canonical(value: unknown, lists: 'ordered' | 'unordered'): string {
  if (Array.isArray(value)) {
    const items = value.map((item) => canonical(item, lists));
    return `[${lists === 'ordered' ? items : items.sort()}]`;
  }
  if (!isObject(value)) return JSON.stringify(value);
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonical(member, lists)}`).sort()}}`;
}
