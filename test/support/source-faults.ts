import { checkSource } from '../../lambdas/domain/check-source';
import type { Protocol } from '../../lambdas/domain/protocol';
import { type FlowBody, flowRequest, flowSourceRequest, sourceRequest } from './sources';

/** The faults of a body, every protocol let in. */
export function faultsOfBody(body: unknown) {
  return checkSource(body).faults ?? [];
}

/** The faults of a source with this flow, as pointers relative to the flow and details. */
export function faultsOfFlow(flow: object, body: object = {}): string[][] {
  const faults = faultsOfBody({ ...sourceRequest('rtp'), ...body, 'ingress-flows': [flow] });
  return faults.map(({ pointer, detail }) => [pointer.replace(/^\/ingress-flows\/0/, ''), detail]);
}

/** The faults of one flow source with members that no type would allow, as pointers relative to it and details. */
export function faultsOfFlowSource(protocol: Protocol, members: object): string[][] {
  const faults = faultsOfFlow(flowWith(protocol, { 'flow-sources': [{ ...flowSourceRequest(protocol), ...members }] }));
  return faults.map(([pointer = '', detail = '']) => [pointer.replace(/^\/flow-sources\/0/, ''), detail]);
}

/** A flow of a protocol with members of any type over it. */
export function flowWith(protocol: Protocol, members: object = {}): FlowBody {
  return { ...flowRequest(protocol), ...members };
}
