import { isIP } from 'node:net';
import { badRequest } from './faults';
import type { SourceRequest } from './requests';

/** The kinds of source that can feed a flow here. An entitlement has no protocol of its own. */
export type Kind =
  | 'rtp'
  | 'rtp-fec'
  | 'rist'
  | 'zixi-push'
  | 'srt-listener'
  | 'srt-caller'
  | 'entitlement'
  | 'cdi'
  | 'st2110-jpegxs'
  | 'ndi-speed-hq';

export type Settings = Omit<SourceRequest, 'sourceTags'>;
type Field = keyof Settings;

interface Rule {
  required?: Field[];
  optional?: Field[];
  /** Sent to over a network: exactly one of whitelistCidr and vpcInterfaceName. */
  entrance?: true;
  /** Which keys its decryption may use. */
  keys?: 'static-key' | 'srt-password';
  defaults?: (name: string) => Partial<Settings>;
}

const common: Field[] = ['name', 'description', 'protocol', 'routerIntegrationState'];

/** Which fields each kind takes (MediaConnect User Guide, "Sources"; the defaults are those of its console and API). */
const rules: Record<Kind, Rule> = {
  rtp: { optional: ['ingestPort', 'maxBitrate'], entrance: true },
  'rtp-fec': { optional: ['ingestPort', 'maxBitrate'], entrance: true, defaults: () => ({ maxBitrate: 80_000_000 }) },
  rist: {
    optional: ['ingestPort', 'maxBitrate', 'maxLatency'],
    entrance: true,
    defaults: () => ({ maxLatency: 2000 }),
  },
  'zixi-push': {
    optional: ['ingestPort', 'maxLatency', 'streamId'],
    entrance: true,
    keys: 'static-key',
    defaults: (name) => ({ maxLatency: 6000, streamId: name }),
  },
  'srt-listener': {
    optional: ['ingestPort', 'maxBitrate', 'minLatency'],
    entrance: true,
    keys: 'srt-password',
    defaults: () => ({ minLatency: 2000 }),
  },
  'srt-caller': {
    required: ['sourceListenerAddress', 'sourceListenerPort'],
    optional: ['maxBitrate', 'minLatency', 'streamId', 'vpcInterfaceName'],
    keys: 'srt-password',
    defaults: () => ({ minLatency: 2000 }),
  },
  entitlement: { required: ['entitlementArn'], keys: 'static-key' },
  cdi: { required: ['ingestPort', 'maxSyncBuffer', 'mediaStreamSourceConfigurations', 'vpcInterfaceName'] },
  'st2110-jpegxs': { required: ['maxSyncBuffer', 'mediaStreamSourceConfigurations'] },
  'ndi-speed-hq': { optional: ['ndiSourceSettings'] },
};

/** True for kinds that have a connection; the others merely receive packets. */
export const hasConnection = (kind: Kind) => !['rtp', 'rtp-fec', 'cdi', 'st2110-jpegxs', 'ndi-speed-hq'].includes(kind);
/** True for kinds that carry uncompressed or lightly compressed essence instead of a transport stream. */
export const isEssence = (kind: Kind) => kind === 'cdi' || kind === 'st2110-jpegxs';
/** True for kinds that listen on a port that the client may choose. */
export const listens = (kind: Kind) => !!rules[kind].optional?.includes('ingestPort') && kind !== 'zixi-push';

/** The kind of a source; throws BadRequestException when it is none that can feed a flow. */
export function kindOf(settings: Settings): Kind {
  if (settings.gatewayBridgeSource || settings.routerIntegrationState === 'ENABLED')
    throw badRequest('Bridge and router sources are not available in this simulator.');
  if (settings.entitlementArn) {
    if (settings.protocol) throw badRequest('An entitled source takes no protocol.');
    return 'entitlement';
  }
  const { protocol } = settings;
  if (!protocol) throw badRequest('A source needs a protocol or an entitlementArn.');
  if (!(protocol in rules)) throw badRequest(`Protocol ${protocol} is not valid for the source of a flow.`);
  return protocol as Kind;
}

/** The settings with the service's defaults filled in for what is absent. */
export function withDefaults<S extends Settings & { name: string }>(settings: S): S {
  return { ...rules[kindOf(settings)].defaults?.(settings.name), ...settings };
}

/** The settings without the fields and keys that their kind does not take: what stays of them when the protocol changes. */
export function confined<S extends Settings>(settings: S): S {
  const kind = kindOf(settings);
  const known = fieldsOf(kind);
  if ((settings.decryption?.keyType ?? 'static-key') !== rules[kind].keys) known.delete('decryption');
  return Object.fromEntries(Object.entries(settings).filter(([name]) => known.has(name as Field))) as S;
}

/** Throws BadRequestException for the first rule of its kind that a source breaks. */
export function checkSource(settings: Settings & { name: string }): void {
  const kind = kindOf(settings);
  const at = `Source ${settings.name} (${kind})`;
  const known = fieldsOf(kind);
  for (const [name, value] of Object.entries(settings))
    if (value !== undefined && !known.has(name as Field)) throw badRequest(`${at}: ${name} is not allowed.`);
  for (const name of rules[kind].required ?? [])
    if (settings[name] === undefined) throw badRequest(`${at}: ${name} is required.`);
  if (rules[kind].entrance && !settings.whitelistCidr === !settings.vpcInterfaceName)
    throw badRequest(`${at}: exactly one of whitelistCidr and vpcInterfaceName is required.`);
  if (settings.whitelistCidr && !isCidr(settings.whitelistCidr))
    throw badRequest(`${at}: whitelistCidr ${settings.whitelistCidr} is not an IPv4 CIDR block.`);
  checkRanges(at, kind, settings);
  checkDecryption(at, kind, settings);
}

/** True for an IPv4 block such as 192.0.2.0/24. */
export function isCidr(text: string): boolean {
  const [address = '', prefix = '', ...rest] = text.split('/');
  return isIP(address) === 4 && /^(\d|[12]\d|3[0-2])$/.test(prefix) && rest.length === 0;
}

function fieldsOf(kind: Kind): Set<Field> {
  const { required = [], optional = [], entrance, keys } = rules[kind];
  const doors: Field[] = entrance ? ['whitelistCidr', 'vpcInterfaceName'] : [];
  return new Set([...common, ...required, ...optional, ...doors, ...(keys ? (['decryption'] as const) : [])]);
}

function checkRanges(at: string, kind: Kind, settings: Settings): void {
  const ranges: [Field, number, number][] = [
    ['maxLatency', kind === 'zixi-push' ? 0 : 1, kind === 'zixi-push' ? 60_000 : 15_000],
    ['minLatency', 10, 15_000],
    ['maxSyncBuffer', 0, 250],
    ['maxBitrate', 1, 0x7fffffff],
  ];
  for (const [name, low, high] of ranges) {
    const value = settings[name];
    if (typeof value === 'number' && (value < low || value > high))
      throw badRequest(`${at}: ${name} ${value} is out of range; use ${low}-${high}.`);
  }
  const { sourceListenerAddress: address } = settings;
  if (address !== undefined && !isIP(address) && !/^(?!-)[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})*\.?$/i.test(address))
    throw badRequest(`${at}: sourceListenerAddress ${address} is neither an IP address nor a DNS name.`);
}

function checkDecryption(at: string, kind: Kind, { decryption }: Settings): void {
  if (!decryption) return;
  const keyType = decryption.keyType ?? 'static-key';
  if (keyType !== rules[kind].keys)
    throw badRequest(`${at}: decryption takes keyType ${rules[kind].keys}, not ${keyType}.`);
  if (!decryption.secretArn) throw badRequest(`${at}: decryption.secretArn is required.`);
  if (keyType === 'static-key' && !decryption.algorithm) throw badRequest(`${at}: decryption.algorithm is required.`);
  if (keyType === 'srt-password' && decryption.algorithm)
    throw badRequest(`${at}: decryption.algorithm is not allowed with keyType srt-password.`);
}
