import { askedEgressFlow } from './egress-flow';
import { type Fault, pointerTo, quoted } from './fault';
import { InterfaceType } from './ingress-flow';
import { StreamType } from './media-stream';
import { Protocol } from './protocol';
import { Region } from './region';
import { choiceOf } from './rule';
import { type EncryptionType, mask, valueMember } from './secret';
import type { EgressFlow, IngressFlow, SourceConfiguration } from './source';
import { answerOnly, removable } from './source-patch';
import { isObject } from './wire';

type Members = Record<string, unknown>;
type Path = readonly (string | number)[];

/** The source as it is before an update. */
export interface StoredSource {
  readonly id: string;
  readonly configuration: SourceConfiguration;
  /** The secrets that exist: those of a creation that failed are gone, though the configuration names them. */
  readonly secretIds: readonly string[];
}

/**
 * Lays the body of an update over the stored source: the document of the whole source, unjudged but for what only the
 * stored source can tell, such as a name that must be given. Members of any type pass through as they are.
 */
export function reviseSource(stored: StoredSource, body: Members): { document: Members; faults: Fault[] } {
  const faults: Fault[] = [];
  if (Object.hasOwn(body, 'id') && body.id !== stored.id) {
    const subject = typeof body.id === 'string' ? quoted(body.id) : 'the value';
    faults.push({ pointer: '/id', detail: `${subject} is not the id in the path; use ${stored.id}, or leave id out` });
  }
  const kept = Object.entries(stored.configuration).filter(([member]) => !Object.hasOwn(body, member));
  const given = Object.entries(body).filter(
    ([member, value]) => !answerOnly.has(member) && !(value === null && removable.has(member)),
  );
  const document: Members = Object.fromEntries([...kept, ...given]);
  const before = stored.configuration['egress-flows'];
  const egress = document['egress-flows'];
  if (egress === before && before) document['egress-flows'] = before.map(askedEgressFlow);
  else if (Array.isArray(egress) && before?.length) document['egress-flows'] = reviseEgress(egress, before, faults);
  const flows = document['ingress-flows'];
  if (Array.isArray(flows)) {
    document['ingress-flows'] = flows.map((flow: unknown, index) => {
      const before = stored.configuration['ingress-flows'][index];
      return isObject(flow) && before ? reviseFlow(flow, before, stored, ['ingress-flows', index], faults) : flow;
    });
  }
  return { document, faults };
}

const lists = ['flow-sources', 'vpc-interfaces', 'media-streams'] as const;
type List = (typeof lists)[number] | 'egress-flows';

/** What sort of item this is, undefined where it cannot be told. */
function kindOf(list: List, item: Members): string | undefined {
  switch (list) {
    case 'flow-sources':
      return Protocol.safeParse(item.protocol).data;
    case 'vpc-interfaces':
      return InterfaceType.safeParse(
        Object.hasOwn(item, 'network-interface-type') ? item['network-interface-type'] : 'ena',
      ).data;
    case 'media-streams':
      return StreamType.safeParse(item['stream-type']).data;
    case 'egress-flows':
      return Region.safeParse(item.region).data;
  }
}

function reviseFlow(flow: Members, before: IngressFlow, stored: StoredSource, at: Path, faults: Fault[]): Members {
  const revised: Members = { name: before.name, ...flow };
  // A zone of another Region cannot be kept: the service chooses again.
  if (!Object.hasOwn(flow, 'az') && before.az !== undefined && flow.region === before.region) revised.az = before.az;
  for (const list of lists) {
    const items: unknown = flow[list];
    if (Array.isArray(items)) revised[list] = withStoredNames(items, before[list] ?? [], list, [...at, list], faults);
  }
  const flowSources = revised['flow-sources'];
  if (Array.isArray(flowSources)) {
    revised['flow-sources'] = flowSources.map((item: unknown) =>
      isObject(item) ? withStoredSecret(item, before, stored) : item,
    );
  }
  return revised;
}

/** The egress flows with the names and zones that they keep; a flow in another Region is another one. */
function reviseEgress(items: readonly unknown[], before: readonly EgressFlow[], faults: Fault[]): unknown[] {
  return withStoredNames(items, before, 'egress-flows', ['egress-flows'], faults).map((item) => {
    if (!isObject(item) || Object.hasOwn(item, 'az')) return item;
    const same = before.find(({ name, region }) => name === item.name && region === item.region);
    return same?.az === undefined ? item : { ...item, az: same.az };
  });
}

type NamedItem = { readonly name: string };

/**
 * Gives items without a name the stored one at their position. Where that would be a guess, since the list has
 * another length, the item another kind or another item the name, a name must be given: none is generated, so none
 * that was generated ever comes to stand for something else.
 */
function withStoredNames(
  items: readonly unknown[],
  before: readonly NamedItem[],
  list: List,
  at: Path,
  faults: Fault[],
): unknown[] {
  const given = new Set(items.map((item) => (isObject(item) ? item.name : undefined)));
  return items.map((item, index) => {
    if (!isObject(item) || Object.hasOwn(item, 'name')) return item;
    const same = before[index];
    const kind = kindOf(list, item);
    // Without a kind the item is refused for that, and whether its name could be kept is not known yet.
    if (kind === undefined) return item;
    const matches = same && items.length === before.length && kind === kindOf(list, same as NamedItem & Members);
    if (matches && !given.has(same.name)) return { ...item, name: same.name };
    const names = before.map(({ name }) => name);
    const rule = names.length > 0 ? `${choiceOf(names, '')} for what is stored, or a new name` : 'use a new name';
    const detail = `required where ${list} is not as stored in length, kind and place; ${rule}`;
    faults.push({ pointer: pointerTo([...at, index, 'name']), detail });
    // There but not to be read: what refers to a name cannot be judged then.
    return { ...item, name: undefined };
  });
}

/** Takes the answer's own id out of the settings of a flow source, and names the stored secret if that is kept. */
function withStoredSecret(flowSource: Members, before: IngressFlow, stored: StoredSource): Members {
  const settings = flowSource['decryption-settings'];
  if (!isObject(settings)) return flowSource;
  const { 'secret-id': _, ...given } = settings;
  const secretId = storedSecretId(before, flowSource.name, given['encryption-type'], stored);
  if (secretId === undefined) return { ...flowSource, 'decryption-settings': given };
  const { [valueMember(given['encryption-type'] as EncryptionType)]: value, ...others } = given;
  const isKept = value === undefined || value === mask;
  return { ...flowSource, 'decryption-settings': isKept ? { ...others, 'secret-id': secretId } : given };
}

/** The secret of this type that a flow source of this name has, undefined where there is none or it is gone. */
export function storedSecretId(
  flow: IngressFlow | undefined,
  name: unknown,
  type: unknown,
  { secretIds }: Pick<StoredSource, 'secretIds'>,
): string | undefined {
  const flowSource = flow?.['flow-sources'].find((candidate) => candidate.name === name);
  const settings = flowSource && 'decryption-settings' in flowSource ? flowSource['decryption-settings'] : undefined;
  if (!settings || settings['encryption-type'] !== type || !secretIds.includes(settings['secret-id'])) return undefined;
  return settings['secret-id'];
}
