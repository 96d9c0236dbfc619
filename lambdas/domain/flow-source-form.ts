import type { DesiredDecryption, DesiredFlowSource, DesiredStreamUse } from './desired-flow-source';
import type { FlowSourceDescription } from './flow-description';

/** A flow source that is asked for or found, in one form: see {@link formOfDesired} and {@link formOfDescribed}. */
export interface SourceForm extends Omit<DesiredFlowSource, 'protocol' | 'sourceTags'> {
  /** The protocol, or `entitlement`; any other word is a kind of source that the product does not make. */
  kind: string;
}

type Member = Exclude<keyof SourceForm, 'kind' | 'name' | 'description'>;

const entrance = ['whitelistCidr', 'vpcInterfaceName'] as const;
const listener = ['ingestPort', ...entrance, 'maxBitrate'] as const;

/** The members that each kind of flow source takes (user guide, "Sources"). */
const membersByKind: Readonly<Record<string, readonly Member[]>> = {
  rtp: listener,
  'rtp-fec': listener,
  rist: [...listener, 'maxLatency'],
  'srt-listener': [...listener, 'minLatency', 'decryption'],
  'zixi-push': [...entrance, 'streamId', 'maxLatency', 'decryption'],
  'srt-caller': [
    'sourceListenerAddress',
    'sourceListenerPort',
    'streamId',
    'vpcInterfaceName',
    'maxBitrate',
    'minLatency',
    'decryption',
  ],
  entitlement: ['entitlementArn', 'decryption'],
  cdi: ['ingestPort', 'vpcInterfaceName', 'maxSyncBuffer', 'mediaStreamSourceConfigurations'],
  'st2110-jpegxs': ['maxSyncBuffer', 'mediaStreamSourceConfigurations'],
};

/** The members that a kind takes; none of a kind that the product does not make. */
export function membersOf(kind: string): readonly Member[] {
  return membersByKind[kind] ?? [];
}

/** What the service fills in where nothing is sent (user guide, "Sources"; API reference, SetSourceRequest). */
function defaultsOf({ kind, name }: { kind: string; name: string }): Partial<SourceForm> {
  switch (kind) {
    case 'rtp-fec':
      return { maxBitrate: 80_000_000 };
    case 'rist':
      return { maxLatency: 2000 };
    case 'zixi-push':
      return { maxLatency: 6000, streamId: name };
    case 'srt-listener':
    case 'srt-caller':
      return { minLatency: 2000 };
    default:
      return {};
  }
}

/** The form of a flow source to be made: with the service's defaults, its lists in one order, without its tags. */
export function formOfDesired({ protocol, sourceTags: _, ...members }: DesiredFlowSource): SourceForm {
  return sourceForm({ ...members, kind: protocol ?? 'entitlement' });
}

/** The form of a flow source that is there: without what the service assigned to it. */
export function formOfDescribed(source: FlowSourceDescription): SourceForm {
  const { transport, decryption, mediaStreamSourceConfigurations, ...rest } = source;
  const { protocol, ...settings } = transport ?? { protocol: 'unknown' };
  return sourceForm({
    ...rest,
    ...settings,
    kind: source.entitlementArn ? 'entitlement' : protocol,
    decryption: decryption && ({ ...decryption, keyType: decryption.keyType ?? 'static-key' } as DesiredDecryption),
    mediaStreamSourceConfigurations: mediaStreamSourceConfigurations?.map((use) => ({
      ...use,
      inputConfigurations: use.inputConfigurations?.map(({ inputIp: _, ...input }) => input),
    })) as DesiredStreamUse[] | undefined,
  });
}

type Loosely = { [Of in keyof SourceForm]?: SourceForm[Of] | undefined } & { kind: string; name: string };

/** The members that the kind takes and that have a value, in one order, so that equal forms print the same. */
export function sourceForm(members: Loosely): SourceForm {
  const { kind, name } = members;
  const whole: Loosely = { ...members, decryption: members.decryption && decryptionForm(members.decryption) };
  whole.mediaStreamSourceConfigurations = members.mediaStreamSourceConfigurations && uses(members);
  const filled: Partial<SourceForm> = defaultsOf(members);
  const values = (['description', ...membersOf(kind)] as const).flatMap((member) => {
    const own = whole[member];
    const value = own === undefined || own === '' ? filled[member] : own;
    return value === undefined ? [] : [[member, value]];
  });
  return { kind, name, ...Object.fromEntries(values) };
}

function decryptionForm(decryption: DesiredDecryption): DesiredDecryption {
  const { keyType, roleArn, secretArn } = decryption;
  if (keyType === 'srt-password') return { keyType, roleArn, secretArn };
  return { keyType, algorithm: decryption.algorithm, roleArn, secretArn };
}

function uses({ mediaStreamSourceConfigurations = [] }: Loosely): DesiredStreamUse[] {
  return mediaStreamSourceConfigurations
    .map(({ encodingName, mediaStreamName, inputConfigurations = [] }) => {
      const inputs = inputConfigurations
        .map(({ inputPort, interface: { name } }) => ({ inputPort, interface: { name } }))
        .sort((one, other) => compare(one.interface.name, other.interface.name));
      return { encodingName, mediaStreamName, ...(inputs.length > 0 && { inputConfigurations: inputs }) };
    })
    .sort((one, other) => compare(one.mediaStreamName, other.mediaStreamName));
}

/** The ports that a flow source occupies: RIST takes the next one too, RTP with FEC those two and four above. */
export function portsOf({ kind, ingestPort }: SourceForm): number[] {
  if (ingestPort === undefined) return [];
  const distances = kind === 'rist' ? [0, 1] : kind === 'rtp-fec' ? [0, 2, 4] : [0];
  return distances.map((distance) => ingestPort + distance);
}

/** The order of two names, by code unit. */
export function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

/** Claims that two forms of the same kind of part are equal. */
export function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
