import type * as z from 'zod';
import { isTransportStream, type Protocol } from './protocol';
import type { SourceRequest } from './source-request';

/**
 * What a JSON value looks like once everything of the wrong type or form was taken out of it. A member that is there
 * but cannot be read is present with the value undefined, so that a rule can tell it from one that was left out.
 */
export type View<Value> = Value extends readonly (infer Item)[]
  ? readonly (View<Item> | undefined)[]
  : Value extends object
    ? { readonly [Member in keyof Value]?: View<Value[Member]> | undefined }
    : Value;

/** The readable part of a request for a source, and of its parts. */
export type SourceView = View<z.input<typeof SourceRequest>>;
export type FlowView = NonNullable<NonNullable<SourceView['ingress-flows']>[number]>;
export type FlowSourceView = NonNullable<NonNullable<FlowView['flow-sources']>[number]>;
export type VpcInterfaceView = NonNullable<NonNullable<FlowView['vpc-interfaces']>[number]>;
export type MediaStreamView = NonNullable<NonNullable<FlowView['media-streams']>[number]>;

type Container = Record<PropertyKey, unknown>;

const isContainer = (value: unknown): value is Container => typeof value === 'object' && value !== null;

/** The path of what an issue makes unreadable, undefined where type and form are right and only the value is not. */
function unreadable(issue: z.core.$ZodIssue): readonly PropertyKey[] | undefined {
  switch (issue.code) {
    case 'invalid_type':
    case 'invalid_value':
    case 'invalid_format':
      return issue.path;
    case 'invalid_union':
      // A branch that cannot be told leaves the whole object unknown.
      return issue.discriminator === undefined ? issue.path : issue.path.slice(0, -1);
    default:
      return undefined;
  }
}

/** The readable part of a body, given what the schema found wrong in it; the body itself is left as it is. */
export function viewOf(body: object, issues: readonly z.core.$ZodIssue[]): SourceView {
  const copies = new Set<unknown>();
  const copyOnce = (value: unknown): unknown => {
    if (!isContainer(value) || copies.has(value)) return value;
    const copy = Array.isArray(value) ? [...value] : { ...value };
    copies.add(copy);
    return copy;
  };
  const root = copyOnce(body);
  for (const issue of issues) {
    const path = unreadable(issue);
    const member = path?.at(-1);
    if (!path || member === undefined) continue;
    let parent: unknown = root;
    for (const step of path.slice(0, -1)) {
      if (!isContainer(parent)) break;
      parent[step] = copyOnce(parent[step]);
      parent = parent[step];
    }
    if (isContainer(parent)) parent[member] = undefined;
  }
  return root as SourceView;
}

/** The readable items of a list with their positions. */
export function itemsOf<Item>(items: readonly (Item | undefined)[] | undefined): { item: Item; index: number }[] {
  return (items ?? []).flatMap((item, index) => (item === undefined ? [] : [{ item, index }]));
}

/** Claims that a member is there but cannot be read. */
export function isUnreadable<Member extends PropertyKey>(
  value: { readonly [M in Member]?: unknown },
  member: Member,
): boolean {
  return member in value && value[member] === undefined;
}

/** Claims that some item, or its name, cannot be read, so that what a reference names cannot be judged. */
export function hasUnreadableName(items: readonly (View<{ name?: string }> | undefined)[] | undefined): boolean {
  return (items ?? []).some((item) => item === undefined || isUnreadable(item, 'name'));
}

/** The protocol of a flow source that carries no transport stream, if there is one. */
export function otherThanTransportStream(source: SourceView): Protocol | undefined {
  return itemsOf(source['ingress-flows'])
    .flatMap(({ item: flow }) => itemsOf(flow['flow-sources']))
    .find(({ item }) => item.protocol !== undefined && !isTransportStream(item.protocol))?.item.protocol;
}
