export type Step = string | number;
// biome-ignore lint/suspicious/noExplicitAny: the members of a mutant are of any type.
export type Loose = any;

/** A value to set at a path, undefined to take the member out, and the place that is at fault, the same unless told. */
export type Change = readonly [rule: string, path: readonly Step[], value: unknown, pointer?: readonly Step[]];

/** What is refused of each member that a flow source may have. */
const refused: Record<string, readonly (readonly [rule: string, value: unknown])[]> = {
  'ingest-port': [
    ['a port is 1024 at least', 1023],
    ['a port is 65535 at most', 65536],
    ['a port is not reserved', 2088],
    ['a port is a number', '5000'],
    ['a port is required', undefined],
  ],
  'whitelist-cidr': [
    ['a network has no host bits', '192.0.2.1/24'],
    ['a network is IPv4', '2001:db8::/32'],
  ],
  'source-listener-address': [
    ['an address is whole', '192.0.2'],
    ['an address is required', undefined],
  ],
  'source-listener-port': [['a remote port is not reserved', 2077]],
  'entitlement-arn': [['an entitlement has an ARN', 'arn:aws:mediaconnect:eu-west-1:111122223333:flow:1-a:b']],
};

const optional: Record<string, Readonly<Record<string, readonly [rule: string, value: unknown]>>> = {
  'srt-listener': { 'min-latency': ['SRT latency is 10 ms at least', 9] },
  'srt-caller': { 'min-latency': ['SRT latency is 15 s at most', 15001], 'stream-id': ['a stream id is text', 'a\nb'] },
  rtp: { 'max-bitrate': ['a bit rate is positive', 0], 'max-latency': ['RTP has no latency', 100] },
  'rtp-fec': { 'ingest-port': ['FEC ports are not reserved', 2086] },
  rist: { 'max-latency': ['RIST latency is 1 ms at least', 0], 'ingest-port': ['the RTCP port is not reserved', 2076] },
  'zixi-push': { 'max-latency': ['Zixi latency is 60 s at most', 60001], 'ingest-port': ['Zixi has no port', 5000] },
  cdi: { 'max-sync-buffer': ['a sync buffer is 250 ms at most', 251] },
  'st2110-jpegxs': { 'max-sync-buffer': ['a sync buffer is positive', -1] },
};

/** Every change of a flow source, at this place, that breaks one rule which looks at it alone. */
export function flowSourceChanges(source: Loose, place: readonly Step[]): Change[] {
  const given = Object.entries(refused).filter(([member]) => member in source);
  const changes: Change[] = [
    ['a protocol is known', [...place, 'protocol'], 'srt'],
    ['a protocol is required', [...place, 'protocol'], undefined],
    ['members of a flow source are known', [...place, 'whitelist-cdir'], '192.0.2.0/24'],
    ['a flow source has a simple name', [...place, 'name'], 'a'.repeat(65)],
    ['a description is short', [...place, 'description'], 'a'.repeat(257)],
    ['metadata of a flow source is closed', [...place, 'metadata'], { a: 1 }, [...place, 'metadata', 'a']],
    ...given.flatMap(([member, cases]) => cases.map(([rule, value]): Change => [rule, [...place, member], value])),
    ...Object.entries(optional[source.protocol] ?? {}).map(
      ([member, [rule, value]]): Change => [rule, [...place, member], value],
    ),
  ];
  if ('whitelist-cidr' in source)
    changes.push(['a listener has a door', [...place, 'whitelist-cidr'], undefined, place]);
  const open = { ...source, 'whitelist-cidr': '0.0.0.0/0' };
  delete open['decryption-settings'];
  if ('whitelist-cidr' in source)
    changes.push(['an open door is encrypted', place, open, [...place, 'whitelist-cidr']]);
  return [...changes, ...encryptionChanges(source, [...place, 'decryption-settings'])];
}

function encryptionChanges({ protocol, 'decryption-settings': settings }: Loose, place: readonly Step[]): Change[] {
  if (!settings) return [];
  const value = 'key' in settings ? 'key' : 'passphrase';
  const other = value === 'key' ? 'SRT_PASSWORD' : 'AES128';
  return [
    [`${protocol} has its own encryption`, [...place, 'encryption-type'], other],
    ['a secret value fits its type', [...place, value], 'too short'],
    ['a secret value is text', [...place, value], 12345678901],
    ['a secret value is not null', [...place, value], null],
    ['settings are closed', [...place, 'salt'], 'x'],
  ];
}
