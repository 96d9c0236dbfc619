import { checkSource } from '../../lambdas/domain/check-source';
import type { Protocol } from '../../lambdas/domain/protocol';
import type { Source } from '../../lambdas/domain/shown-source';
import type { FlowSource } from '../../lambdas/domain/source';
import { type FlowBody, type FlowSourceBody, flowRequest, flowSourceRequest, sourceRequest } from '../support/sources';

// Most of this file is tested by the compiler: a line below a @ts-expect-error must be one that it refuses. The tests at
// the end show that what it refuses is refused at run time too.

type Equal<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;
type Common = 'protocol' | 'name' | 'description' | 'metadata';
type MembersOf<Union extends { protocol: Protocol }> = {
  [P in Protocol]: Exclude<keyof Extract<Union, { protocol: P }>, Common>;
};

type Door = 'whitelist-cidr' | 'vpc-interface-name';
type Expected = {
  entitlement: 'entitlement-arn' | 'decryption-settings';
  'srt-listener': 'ingest-port' | Door | 'min-latency' | 'max-bitrate' | 'decryption-settings';
  'srt-caller':
    | `source-listener-${'address' | 'port'}`
    | 'stream-id'
    | 'vpc-interface-name'
    | 'min-latency'
    | 'max-bitrate'
    | 'decryption-settings';
  rtp: 'ingest-port' | Door | 'max-bitrate';
  'rtp-fec': 'ingest-port' | Door | 'max-bitrate';
  rist: 'ingest-port' | Door | 'max-latency' | 'max-bitrate';
  'zixi-push': Door | 'stream-id' | 'max-latency' | 'decryption-settings';
  cdi: 'ingest-port' | 'vpc-interface-name' | 'max-sync-buffer' | 'media-stream-source-configurations';
  'st2110-jpegxs': 'max-sync-buffer' | 'media-stream-source-configurations';
};

type Shown = Source['ingress-flows'][number]['flow-sources'][number];
const eachProtocolHasItsMembersOnly: [
  asked: Equal<MembersOf<FlowSourceBody>, Expected>,
  stored: Equal<MembersOf<FlowSource>, Expected>,
  shown: Equal<MembersOf<Shown>, Expected>,
] = [true, true, true];

const cdi = flowSourceRequest('cdi');
const jpegXs = flowSourceRequest('st2110-jpegxs');
const zixi = flowSourceRequest('zixi-push');
const listener = flowSourceRequest('srt-listener');
const passphrase = { 'encryption-type': 'SRT_PASSWORD', passphrase: 'a good passphrase' } as const;
const key = { 'encryption-type': 'AES128', key: '00112233445566778899aabbccddeeff' } as const;
const use = { 'media-stream-name': 'picture' };
const configurations = 'media-stream-source-configurations';
const inputs = {
  'input-configurations': ['fabric', 'network'].map((name) => ({ 'input-port': 5000, 'vpc-interface-name': name })),
};

const flowSources: [what: string, mix: FlowSourceBody][] = [
  // @ts-expect-error CDI enters by VPC
  ['a CDI source that is open to a network', { ...cdi, 'whitelist-cidr': '192.0.2.0/24' }],
  // @ts-expect-error CDI is not encrypted
  ['an encrypted CDI source', { ...cdi, 'decryption-settings': key }],
  // @ts-expect-error jxsv is of JPEG XS
  ['a CDI source with compressed video', { ...cdi, [configurations]: [{ ...use, 'encoding-name': 'jxsv' as const }] }],
  // @ts-expect-error a JPEG XS source has a port for each stream
  ['a JPEG XS source with a port', { ...jpegXs, 'ingest-port': 5000 }],
  // @ts-expect-error a JPEG XS source has interfaces for each stream
  ['a JPEG XS source with an interface', { ...jpegXs, 'vpc-interface-name': 'fabric' }],
  // @ts-expect-error raw is of CDI
  ['a JPEG XS source with raw video', { ...jpegXs, [configurations]: [{ ...use, 'encoding-name': 'raw', ...inputs }] }],
  // @ts-expect-error the service chooses
  ['a Zixi source with a port', { ...zixi, 'ingest-port': 2088 }],
  // @ts-expect-error Zixi takes keys
  ['a Zixi source with a passphrase', { ...zixi, 'decryption-settings': passphrase }],
  // @ts-expect-error SRT takes passphrases
  ['an SRT source with a key', { ...listener, 'decryption-settings': key }],
  // @ts-expect-error SRT knows the least latency only
  ['an SRT source with a maximal latency', { ...listener, 'max-latency': 2000 }],
  // @ts-expect-error buffers are for media streams
  ['an SRT source with a sync buffer', { ...listener, 'max-sync-buffer': 100 }],
  // @ts-expect-error RTP is not encrypted
  ['an encrypted RTP source', { ...flowSourceRequest('rtp'), 'decryption-settings': key }],
  // @ts-expect-error an entitlement has no address
  ['an entitlement with a port', { ...flowSourceRequest('entitlement'), 'ingest-port': 5000 }],
  // @ts-expect-error the caller dials out
  ['an SRT caller that is called', { ...flowSourceRequest('srt-caller'), 'whitelist-cidr': '192.0.2.0/24' }],
];

const flow = flowRequest('cdi');
const stream = { name: 'more', 'stream-id': 9 };
const video = { 'stream-type': 'video' } as const;
const audio = { 'stream-type': 'audio', 'media-clock-rate': 48_000 } as const;
const ancillary = { 'stream-type': 'ancillary-data' } as const;

const flows: [what: string, mix: FlowBody][] = [
  // @ts-expect-error only video has a format
  ['sound with a video format', { ...flow, 'media-streams': [{ ...stream, ...audio, 'video-format': '1080p' }] }],
  // @ts-expect-error the clock of video is 90000
  ['video with a clock of sound', { ...flow, 'media-streams': [{ ...stream, ...video, 'media-clock-rate': 48_000 }] }],
  // @ts-expect-error only sound has a language
  ['video with a language', { ...flow, 'media-streams': [{ ...stream, ...video, attributes: { lang: 'en' } }] }],
  // @ts-expect-error ancillary data has no attributes
  ['ancillary data with attributes', { ...flow, 'media-streams': [{ ...stream, ...ancillary, attributes: {} }] }],
];

const failovers: [what: string, mix: NonNullable<FlowBody['failover-config']>][] = [
  // @ts-expect-error a primary is of FAILOVER
  ['a primary in MERGE', { mode: 'MERGE', 'primary-flow-source': 'a' }],
  // @ts-expect-error a window is of MERGE
  ['a window in FAILOVER', { mode: 'FAILOVER', 'recovery-window': 200 }],
];

describe('a mix that the compiler refuses', () => {
  it.each(flowSources)('is refused of a flow source: %s', (_, mix) => {
    const body = sourceRequest('cdi', { 'ingress-flows': [{ ...flow, 'flow-sources': [mix] }] });
    expect(checkSource(body).faults?.[0]?.pointer).toMatch(/^\/ingress-flows\/0\/flow-sources\/0\//);
  });

  it.each(flows)('is refused of a flow: %s', (_, mix) => {
    const { faults } = checkSource(sourceRequest('cdi', { 'ingress-flows': [mix] }));
    expect(faults?.some(({ pointer }) => pointer.startsWith('/ingress-flows/0/media-streams/0/'))).toBe(true);
  });

  it.each(failovers)('is refused of a failover: %s', (_, mix) => {
    const body = sourceRequest('rtp', { 'ingress-flows': [{ ...flowRequest('rtp'), 'failover-config': mix }] });
    expect(checkSource(body).faults?.[0]?.pointer).toMatch(/^\/ingress-flows\/0\/failover-config\//);
  });
});

it('has no protocol with members of another', () => {
  expect(eachProtocolHasItsMembersOnly).toEqual([true, true, true]);
});
