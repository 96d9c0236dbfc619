import type { DesiredFlow } from '../../lambdas/domain/flow';
import { desiredFlowOf } from './desired-flow';
import { type FlowBody, type FlowSourceBody, flowSourceRequest, vpcInterfaces } from './sources';

/** A change of a flow in its place. */
export type Change = (flow: DesiredFlow) => void;

/** The flow of one SRT listener. */
export const single = (members: Partial<FlowBody> = {}) => desiredFlowOf('srt-listener', members);
/** These flow sources, for a flow. */
export const withSource = (...sources: FlowSourceBody[]) => ({ 'flow-sources': sources });
/** An SRT listener as a request has it. */
export const srt = (name: string, port: number, members: object = {}) =>
  flowSourceRequest('srt-listener', { name, 'ingest-port': port, ...members });
/** An RTP listener as a request has it. */
export const rtp = (name: string, port: number, members: object = {}) =>
  flowSourceRequest('rtp', { name, 'ingest-port': port, ...members });
const failover = { 'failover-config': { mode: 'FAILOVER' as const } };
/** The flow of two SRT listeners, `a` and `b`. */
export const pair = (members: Partial<FlowBody> = {}) =>
  single({ ...withSource(srt('a', 5000), srt('b', 5010)), ...failover, ...members });
/** The flow of two RTP listeners, `a` and `b`. */
export const rtpPair = (members: Partial<FlowBody> = {}) =>
  single({ ...withSource(rtp('a', 5000), rtp('b', 5010)), ...failover, ...members });
const [fabric, network] = vpcInterfaces ?? [];
/** The flow of an RTP listener behind the first of these interfaces. */
export const inVpc = (...names: ('fabric' | 'network')[]) => {
  const { 'whitelist-cidr': _, ...rest } = rtp('a', 5000);
  return desiredFlowOf('rtp', {
    ...withSource({ ...rest, 'vpc-interface-name': names[0] } as FlowSourceBody),
    'vpc-interfaces': [fabric, network].flatMap((each) =>
      names.some((name) => name === each?.name) && each ? [each] : [],
    ),
  });
};

/** The same flow with a change of its own. */
export function changed(flow: DesiredFlow, change: Change): DesiredFlow {
  const copy = structuredClone(flow);
  change(copy);
  return copy;
}

/** The same flow with members of its first, or its named, flow source changed; those given as undefined go. */
export function sourceChanged(flow: DesiredFlow, members: object, name?: string): DesiredFlow {
  return changed(flow, ({ sources }) => {
    const source = sources.find((each) => each.name === name) ?? sources[0];
    if (source) Object.assign(source, members);
    for (const [member, value] of Object.entries(source ?? {})) {
      if (value === undefined) delete source?.[member as keyof typeof source];
    }
  });
}

/** The same flow with another secret of its first, or its named, flow source. */
export const rotated = (flow: DesiredFlow, name?: string) => {
  const source = flow.sources.find((each) => each.name === name) ?? flow.sources[0];
  const decryption = { ...source?.decryption, secretArn: `${source?.decryption?.secretArn}-rotated` };
  return sourceChanged(flow, { decryption }, name);
};

/** The flow of CDI or ST 2110 JPEG XS, with a change of its own. */
export const essence = (protocol: 'cdi' | 'st2110-jpegxs', change: Change = () => {}) =>
  changed(desiredFlowOf(protocol), change);

/** What each flow source is known to do; `a` carries the stream. */
export const aCarries = { a: { receives: true, carries: true }, b: { receives: true, carries: false } };
