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

/** So many places are told of a change, at most; beyond them only the members of the source that hold them. */
const mostPlaces = 100;

/**
 * JSON pointers to what differs between two configurations, and never a value of it. A secret that is another differs
 * in its settings, and a list that got longer or shorter as a whole.
 */
export function changedPlaces(before: SourceConfiguration, after: SourceConfiguration): string[] {
  const found = differences('', before, after).map((place) => place.replace(/\/(feed-)?secret-id$/, ''));
  const places = [...new Set(found)];
  if (places.length <= mostPlaces) return places;
  return [...new Set(places.map((place) => place.split('/', 2).join('/')))];
}

function differences(place: string, before: unknown, after: unknown): string[] {
  if (isObject(before) && isObject(after)) {
    const names = new Set([...Object.keys(before), ...Object.keys(after)]);
    return [...names].flatMap((name) => differences(`${place}/${name}`, before[name], after[name]));
  }
  if (Array.isArray(before) && Array.isArray(after) && before.length === after.length)
    return before.flatMap((item, index) => differences(`${place}/${index}`, item, after[index]));
  return JSON.stringify(before) === JSON.stringify(after) ? [] : [place];
}

function infrastructureOf({ metadata: { labels }, ...configuration }: SourceConfiguration): string {
  // Roles and owner are the same before and after.
  const owner = { secretArn: (secretId: string) => secretId, secretsRoleArn: '', vpcRoleArn: '', tags: {} };
  const flows = configuration['ingress-flows'].map((flow) => desiredFlow(flow, { ...owner, labels }));
  return canonical([...flows, ...(configuration['egress-flows'] ?? [])], 'unordered');
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
