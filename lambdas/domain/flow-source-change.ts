import { isSame, membersOf, type SourceForm, sourceForm } from './flow-source-form';
import { isKnownKind } from './flow-state-rules';
import type { FlowSourceChange } from './flow-step';
import { isSingleSource } from './protocol';

type Member = Exclude<keyof SourceForm, 'kind' | 'name'>;

/** The members in which two forms of a flow source differ, `kind` among them. */
export function differingMembers(from: SourceForm, to: SourceForm): (keyof SourceForm)[] {
  const members = new Set<keyof SourceForm>([...Object.keys(from), ...Object.keys(to)] as (keyof SourceForm)[]);
  return [...members].filter((member) => !isSame(from[member], to[member]));
}

/**
 * What UpdateFlowSource is sent to come from one form to the other, or undefined where it cannot: it keeps what it is not
 * sent, so that a member can be given a value but not be taken away. Entitlements, CDI and ST 2110 JPEG XS stay what
 * they are.
 */
export function flowSourceChange(from: SourceForm, to: SourceForm): FlowSourceChange | undefined {
  if (from.name !== to.name || !isKnownKind(to.kind)) return undefined;
  if (from.kind !== to.kind && !(mayChangeKind(from.kind) && mayChangeKind(to.kind))) return undefined;
  if (staleMembers(from, to).length > 0) return undefined;
  const { kind, name: _, ...members } = to;
  const cleared = from.description !== undefined && to.description === undefined ? { description: '' } : {};
  if (from.kind !== kind) return { ...cleared, protocol: kind as FlowSourceChange['protocol'], ...members };
  const changed = Object.entries(members).filter(([member, value]) => !isSame(from[member as Member], value));
  return { ...cleared, ...Object.fromEntries(changed) };
}

function mayChangeKind(kind: string): boolean {
  return isKnownKind(kind) && !isSingleSource(kind);
}

/** The members that would stay although `to` has none: a note can be emptied, and one entrance closes the other. */
function staleMembers(from: SourceForm, to: SourceForm): Member[] {
  return membersOf(to.kind).filter((member) => {
    if (from[member] === undefined || to[member] !== undefined) return false;
    if (member === 'whitelistCidr') return to.vpcInterfaceName === undefined;
    if (member === 'vpcInterfaceName') return to.whitelistCidr === undefined;
    return member !== 'decryption' || from.kind === to.kind || from.decryption?.keyType === keyTypeOf(to.kind);
  });
}

function keyTypeOf(kind: string): string {
  return kind.startsWith('srt-') ? 'srt-password' : 'static-key';
}

/** As near to `to` as an update of `from` comes: what cannot be taken away stays. */
export function nearest(from: SourceForm, to: SourceForm): SourceForm {
  const stale = staleMembers(from, to).map((member) => [member, from[member]]);
  return sourceForm({ ...to, ...Object.fromEntries(stale) });
}
