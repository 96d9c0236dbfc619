import type * as z from 'zod';
import { word } from './members';

/** Every protocol of a flow source, in the words of the API. */
export const protocols = [
  'entitlement',
  'srt-listener',
  'srt-caller',
  'rtp',
  'rtp-fec',
  'rist',
  'zixi-push',
  'cdi',
  'st2110-jpegxs',
] as const;

/** A protocol of a flow source. */
export const Protocol = word(protocols);
export type Protocol = z.infer<typeof Protocol>;

/** The protocols whose flow carries separate media streams; every other one carries an MPEG transport stream. */
export type MediaStreamProtocol = 'cdi' | 'st2110-jpegxs';

/** Claims that a flow of this protocol carries an MPEG transport stream. */
export function isTransportStream(protocol: Protocol): protocol is Exclude<Protocol, MediaStreamProtocol> {
  return protocol !== 'cdi' && protocol !== 'st2110-jpegxs';
}

/** Claims that a source of this configuration carries an MPEG transport stream: its flow sources are all of one kind. */
export function carriesTransportStream(source: {
  'ingress-flows': readonly { 'flow-sources': readonly { protocol: Protocol }[] }[];
}): boolean {
  return source['ingress-flows'].every((flow) =>
    flow['flow-sources'].every(({ protocol }) => isTransportStream(protocol)),
  );
}

/** Claims that a flow of this protocol has one flow source and no failover (user guide, "Source failover"). */
export function isSingleSource(protocol: Protocol): boolean {
  return protocol === 'entitlement' || !isTransportStream(protocol);
}
