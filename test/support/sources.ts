import type * as z from 'zod';
import type { Protocol } from '../../lambdas/domain/protocol';
import type { SourceRequest } from '../../lambdas/domain/source-request';

/** A source as a client writes it. */
export type SourceBody = z.input<typeof SourceRequest>;
export type FlowBody = SourceBody['ingress-flows'][number];
export type FlowSourceBody = FlowBody['flow-sources'][number];
type FlowSourceOf<P extends Protocol> = Extract<FlowSourceBody, { protocol: P }>;

/** Secrets that a test can look for: they must turn up nowhere but in the secret store. */
export const secretValues = {
  srt: 'canary-Passphrase-1!',
  aes128: '00112233445566778899aabbccddeeff',
} as const;

const port = 5000;
const door = { 'whitelist-cidr': '192.0.2.0/24' };

const flowSources: { [P in Protocol]: FlowSourceOf<P> } = {
  entitlement: {
    protocol: 'entitlement',
    'entitlement-arn': 'arn:aws:mediaconnect:eu-west-1:999988887777:entitlement:1-11aa22bb33cc44dd-11aa22bb33cc:news',
    'decryption-settings': { 'encryption-type': 'AES128', key: secretValues.aes128 },
  },
  'srt-listener': {
    protocol: 'srt-listener',
    'ingest-port': port,
    ...door,
    'decryption-settings': { 'encryption-type': 'SRT_PASSWORD', passphrase: secretValues.srt },
  },
  'srt-caller': {
    protocol: 'srt-caller',
    'source-listener-address': 'encoder.example.com',
    'source-listener-port': port,
    'decryption-settings': { 'encryption-type': 'SRT_PASSWORD', passphrase: secretValues.srt },
  },
  rtp: { protocol: 'rtp', 'ingest-port': port, ...door },
  'rtp-fec': { protocol: 'rtp-fec', 'ingest-port': port, ...door },
  rist: { protocol: 'rist', 'ingest-port': port, ...door },
  'zixi-push': {
    protocol: 'zixi-push',
    ...door,
    'decryption-settings': { 'encryption-type': 'AES128', key: secretValues.aes128 },
  },
  cdi: {
    protocol: 'cdi',
    'ingest-port': port,
    'vpc-interface-name': 'fabric',
    'media-stream-source-configurations': [
      { 'encoding-name': 'raw', 'media-stream-name': 'picture' },
      { 'encoding-name': 'pcm', 'media-stream-name': 'sound' },
      { 'encoding-name': 'smpte291', 'media-stream-name': 'captions' },
    ],
  },
  'st2110-jpegxs': {
    protocol: 'st2110-jpegxs',
    'media-stream-source-configurations': [
      { 'encoding-name': 'jxsv', 'media-stream-name': 'picture', 'input-configurations': inputs(5000) },
      { 'encoding-name': 'pcm', 'media-stream-name': 'sound', 'input-configurations': inputs(5010) },
      { 'encoding-name': 'smpte291', 'media-stream-name': 'captions', 'input-configurations': inputs(5020) },
    ],
  },
};

function inputs(inputPort: number) {
  return ['fabric', 'network'].map((name) => ({ 'input-port': inputPort, 'vpc-interface-name': name }));
}

/** Two VPC interfaces, `fabric` (efa) and `network` (ena), in one subnet. */
export const vpcInterfaces: FlowBody['vpc-interfaces'] = [
  {
    name: 'fabric',
    'network-interface-type': 'efa',
    'subnet-id': 'subnet-0123456789abcdef0',
    'security-group-ids': ['sg-0123456789abcdef0'],
  },
  {
    name: 'network',
    'subnet-id': 'subnet-0123456789abcdef0',
    'security-group-ids': ['sg-0123456789abcdef0', 'sg-0123456789abcdef1'],
  },
];

const mediaStreams: FlowBody['media-streams'] = [
  {
    name: 'picture',
    'stream-id': 0,
    'stream-type': 'video',
    'video-format': '1080p',
    attributes: { fmtp: { 'exact-framerate': '60000/1001', colorimetry: 'BT709', 'scan-mode': 'progressive' } },
  },
  {
    name: 'sound',
    'stream-id': 1,
    'stream-type': 'audio',
    'media-clock-rate': 48000,
    attributes: { fmtp: { 'channel-order': 'SMPTE2110.(ST)' }, lang: 'en' },
  },
  { name: 'captions', 'stream-id': 2, 'stream-type': 'ancillary-data' },
];

/** A valid flow source of a protocol, with members of your own over it. */
export function flowSourceRequest<P extends Protocol>(
  protocol: P,
  overrides: Partial<FlowSourceOf<P>> = {},
): FlowSourceOf<P> {
  return { ...structuredClone(flowSources[protocol]), ...overrides };
}

/** A valid ingress flow with one flow source of a protocol, with members of your own over it. */
export function flowRequest(protocol: Protocol, overrides: Partial<FlowBody> = {}): FlowBody {
  const carriesStreams = protocol === 'cdi' || protocol === 'st2110-jpegxs';
  return {
    region: 'eu-west-1',
    'flow-sources': [flowSourceRequest(protocol)],
    ...(carriesStreams && structuredClone({ 'vpc-interfaces': vpcInterfaces, 'media-streams': mediaStreams })),
    ...overrides,
  };
}

/** The body of a request for a valid source of a protocol, with top-level members of your own over it. */
export function sourceRequest(protocol: Protocol, overrides: Partial<SourceBody> = {}): SourceBody {
  return {
    'ingress-flows': [flowRequest(protocol)],
    metadata: { labels: [{ key: 'channel', value: 'news' }] },
    ...overrides,
  };
}
