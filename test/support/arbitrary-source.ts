import * as fc from 'fast-check';
import { isTransportStream, type Protocol } from '../../lambdas/domain/protocol';
import { mediaStreamFlow } from './arbitrary-media-streams';
import {
  type FlowBody,
  type FlowSourceBody,
  flowRequest,
  flowSourceRequest,
  type SourceBody,
  vpcInterfaces,
} from './sources';

/** Of everything that a test draws at random: the same cases at every run, unless HEADWORKS_SEED asks for others. */
export const propertySeed = Number(process.env.HEADWORKS_SEED ?? 20261122);

const name = fc.stringMatching(/^[A-Za-z0-9_-]{1,64}$/);
const description = fc.stringMatching(/^[ -~äöü€]{1,256}$/);
const optionally = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined });

const labels = fc.uniqueArray(
  fc.record({
    key: fc.stringMatching(/^key[A-Za-z0-9 .:+=@_/-]{0,60}$/),
    value: fc.stringMatching(/^[\w .:+=@/-]{0,256}$/),
  }),
  { maxLength: 20, selector: ({ key }) => key },
);
const metadata = fc.record({ labels: optionally(labels) }).map(present);

/** Members that are undefined taken out, as JSON would. */
function present<Value extends object>(value: Value): Value {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as Value;
}

const hex = (digits: number) => fc.stringMatching(new RegExp(`^[0-9a-fA-F]{${digits}}$`));
const aes = fc.oneof(
  fc.record({ 'encryption-type': fc.constant('AES128' as const), key: hex(32) }),
  fc.record({ 'encryption-type': fc.constant('AES192' as const), key: hex(48) }),
  fc.record({ 'encryption-type': fc.constant('AES256' as const), key: hex(64) }),
);
const srt = fc.record({
  'encryption-type': fc.constant('SRT_PASSWORD' as const),
  // Long enough that it cannot stand in a document by chance.
  passphrase: fc.stringMatching(/^canary[!-~]{14,73}$/),
});

const cidr = fc.tuple(fc.nat(255), fc.nat(255), fc.integer({ min: 1, max: 24 })).map(([a, b, prefix]) => {
  const address = (a * 2 ** 24 + b * 2 ** 16) >>> 0;
  const network = Math.floor(address / 2 ** (32 - prefix)) * 2 ** (32 - prefix);
  return `${[24, 16, 8, 0].map((bits) => Math.floor(network / 2 ** bits) % 256).join('.')}/${prefix}`;
});
const host = fc.oneof(fc.ipV4(), fc.domain());

const latency = fc.integer({ min: 10, max: 15000 });
const bitrate = fc.integer({ min: 1, max: 2 ** 31 - 1 });

/** Members that any flow source of the protocol may have, the port apart. */
function members(protocol: Protocol): Record<string, fc.Arbitrary<unknown>> {
  switch (protocol) {
    case 'entitlement':
      return { 'decryption-settings': optionally(aes) };
    case 'srt-listener':
      return {
        'min-latency': optionally(latency),
        'max-bitrate': optionally(bitrate),
        'decryption-settings': optionally(srt),
      };
    case 'srt-caller':
      return {
        'source-listener-address': host,
        'stream-id': optionally(description),
        'min-latency': optionally(latency),
        'max-bitrate': optionally(bitrate),
        'decryption-settings': optionally(srt),
      };
    case 'rtp':
    case 'rtp-fec':
      return { 'max-bitrate': optionally(bitrate) };
    case 'rist':
      return { 'max-latency': optionally(latency), 'max-bitrate': optionally(bitrate) };
    case 'zixi-push':
      return { 'max-latency': optionally(fc.integer({ min: 0, max: 60000 })), 'decryption-settings': optionally(aes) };
    case 'cdi':
    case 'st2110-jpegxs':
      return { 'max-sync-buffer': optionally(fc.integer({ min: 0, max: 250 })) };
  }
}

const listeners: readonly Protocol[] = ['srt-listener', 'rtp', 'rtp-fec', 'rist'];

/** A valid flow source; `port` is kept clear of every reserved one, and of that of its neighbour. */
function flowSource(protocol: Protocol, port: number): fc.Arbitrary<FlowSourceBody> {
  const base: Record<string, unknown> = { ...flowSourceRequest(protocol) };
  if (listeners.includes(protocol)) base['ingest-port'] = port;
  const isPublic = 'whitelist-cidr' in base;
  return fc
    .record({
      ...members(protocol),
      ...(isPublic && { 'whitelist-cidr': cidr }),
      name: optionally(name),
      description: optionally(description),
      metadata: optionally(metadata),
    })
    .map((own) => present({ ...base, ...own }) as FlowSourceBody);
}

const failover = fc.constant({ mode: 'FAILOVER' as const });
const merge = fc.record({
  mode: fc.constant('MERGE' as const),
  'recovery-window': fc.integer({ min: 100, max: 15000 }),
});

/** One or two valid flow sources with what failover they need. */
function flowSources(protocol: Protocol): fc.Arbitrary<Partial<FlowBody>> {
  const one = flowSource(protocol, 5000).map((source) => ({ 'flow-sources': [source] }));
  if (protocol === 'entitlement') return one;
  if (protocol === 'cdi' || protocol === 'st2110-jpegxs') {
    return fc.tuple(one, mediaStreamFlow(protocol)).map(
      ([
        {
          'flow-sources': [source],
        },
        { uses, ...flow },
      ]) => {
        const carrying = { ...source, 'media-stream-source-configurations': uses } as FlowSourceBody;
        return { ...flow, 'flow-sources': [carrying] };
      },
    );
  }
  const mode = protocol.startsWith('srt-') ? failover : fc.oneof(failover, merge);
  const two = fc
    .record({ first: flowSource(protocol, 5000), second: flowSource(protocol, 6000), 'failover-config': mode })
    .map(({ first, second, ...rest }) => ({ 'flow-sources': [first, second], ...rest }))
    .filter(({ 'flow-sources': [a, b] }) => a?.name === undefined || a.name !== b?.name);
  return fc.oneof(one, two);
}

/** The flow with its public listeners moved behind an interface of a VPC. */
function inVpc(flow: FlowBody): FlowBody {
  const moved = flow['flow-sources'].map((source) => {
    if (!('whitelist-cidr' in source)) return source;
    const { 'whitelist-cidr': _, ...rest } = source;
    return { ...rest, 'vpc-interface-name': 'network' };
  });
  return { ...flow, 'flow-sources': moved, 'vpc-interfaces': vpcInterfaces };
}

/** A valid source of a protocol, as a client may write it. */
export function arbitrarySource(protocol: Protocol): fc.Arbitrary<SourceBody> {
  const transport = isTransportStream(protocol);
  const flow = fc
    .record({
      sources: flowSources(protocol),
      name: optionally(name),
      az: optionally(fc.constantFrom('eu-west-1a', 'eu-west-1b')),
      metadata: optionally(metadata),
      door: fc.constantFrom('public', 'vpc'),
    })
    .map(({ sources, door, ...rest }) => {
      const whole = flowRequest(protocol, { ...sources, ...present(rest) });
      return transport && door === 'vpc' ? inVpc(whole) : whole;
    });
  const level = fc.constantFrom('TR_101_290_PRIORITY_1' as const, 'TR_101_290_PRIORITY_2' as const);
  return fc
    .record({
      flow,
      metadata,
      alarm: transport ? optionally(fc.record({ level })) : fc.constant(undefined),
      hidden: optionally(fc.boolean()),
      'proxy-tier': optionally(fc.integer({ min: 1, max: 5 })),
    })
    .map(({ flow: one, ...rest }) => present({ 'ingress-flows': [one], ...rest }));
}
