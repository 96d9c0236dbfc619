import {
  type FlowBody,
  type FlowSourceBody,
  flowRequest,
  flowSourceRequest,
  vpcInterfaces,
} from '../test/support/sources';

/** An interface of type efa, and one of type ena. */
export const [fabric, network] = vpcInterfaces as [FlowVpcInterface, FlowVpcInterface];
type FlowVpcInterface = NonNullable<FlowBody['vpc-interfaces']>[number];

/** An RTP flow source. */
export const rtp = (name: string, port: number, members: object = {}) =>
  flowSourceRequest('rtp', { name, 'ingest-port': port, ...members });

/** An SRT listener, which is not encrypted without a passphrase. */
export function srt(name: string, port: number, passphrase?: string): FlowSourceBody {
  const { 'decryption-settings': _, ...open } = flowSourceRequest('srt-listener', { name, 'ingest-port': port });
  if (!passphrase) return open;
  return { ...open, 'decryption-settings': { 'encryption-type': 'SRT_PASSWORD', passphrase } };
}

/** A flow of these flow sources. */
export const flow = (sources: FlowSourceBody[], members: Partial<FlowBody> = {}): FlowBody =>
  flowRequest('rtp', { 'flow-sources': sources, ...members });

const failover = { 'failover-config': { mode: 'FAILOVER' as const } };
/** A flow of two flow sources with failover. */
export const pair = (...sources: FlowSourceBody[]) => flow(sources, failover);
/** Two RTP flow sources. */
export const ab = [rtp('a', 5000), rtp('b', 5010)];

/** A flow that takes RTP by its interface `network`. */
export function inVpc(interfaces: FlowVpcInterface[]): FlowBody {
  const { 'whitelist-cidr': _, ...source } = rtp('a', 5000);
  return flow([{ ...source, 'vpc-interface-name': 'network' }], { 'vpc-interfaces': interfaces });
}

/** A CDI flow with the first so many of its three media streams. */
export function cdi(streams: number, format: '1080p' | '720p' = '1080p'): FlowBody {
  const body = flowRequest('cdi', { 'vpc-interfaces': [fabric] });
  const [source] = body['flow-sources'];
  if (source?.protocol !== 'cdi') throw new Error('the example of CDI has no CDI flow source');
  const uses = source['media-stream-source-configurations'].slice(0, streams);
  return {
    ...body,
    'flow-sources': [{ ...source, name: 'a', 'media-stream-source-configurations': uses }],
    'media-streams': body['media-streams']
      ?.slice(0, streams)
      .map((stream) => (stream['stream-type'] === 'video' ? { ...stream, 'video-format': format } : stream)),
  };
}

/** A flow of an entitlement with this key. */
export const entitled = (key: string) =>
  flowRequest('entitlement', {
    'flow-sources': [
      flowSourceRequest('entitlement', { name: 'a', 'decryption-settings': { 'encryption-type': 'AES128', key } }),
    ],
  });

/** A flow that calls a listener on this port. */
export const caller = (port: number) => {
  const { 'decryption-settings': _, ...open } = flowSourceRequest('srt-caller', { name: 'a' });
  return flow([{ ...open, 'source-listener-port': port }]);
};

/** A flow of one RTP flow source. */
export const one = flow([rtp('a', 5000)]);
