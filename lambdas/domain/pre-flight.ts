import { type Fault, pointerTo } from './fault';
import { flowFor } from './provisioned-flow';
import type { IngressFlow } from './source';
import type { SourceRecord } from './source-record';

/**
 * The flows of a source about which AWS has to be asked before they are made or changed, with their positions: those that
 * refer to subnets or an entitlement. A flow that exists is not asked about: it has what it needs. The flows in force
 * count only where they carry the revision asked for: an update may refer to something else.
 */
export function flowsToCheck(record: SourceRecord): { flow: IngressFlow; index: number }[] {
  const inForce = record['flows-revision'] === record.revision ? record.flows : [];
  const existing = [...record['next-flows'], ...inForce];
  return record.requested['ingress-flows']
    .map((flow, index) => ({ flow, index }))
    .filter(({ flow }) => subnetsOf(flow).length > 0 || needsEntitlement(flow))
    .filter(({ flow }) => !flowFor(existing, flow));
}

/** The ids of the subnets that a flow enters, each once. */
export function subnetsOf(flow: IngressFlow): string[] {
  return [...new Set((flow['vpc-interfaces'] ?? []).map((vpcInterface) => vpcInterface['subnet-id']))];
}

/**
 * What is wrong with the subnets of the source's `index`th flow (user guide, "VPC interfaces": a subnet must be in the
 * flow's Availability Zone, which is the subnets' own where the flow names none). `zones` holds the zone of every
 * subnet of the flow that exists in its Region.
 */
export function subnetFaults(flow: IngressFlow, index: number, zones: ReadonlyMap<string, string>): Fault[] {
  let zone = flow.az;
  let reason = 'az';
  return (flow['vpc-interfaces'] ?? []).flatMap((vpcInterface, position) => {
    const subnet = vpcInterface['subnet-id'];
    const pointer = pointerTo(['ingress-flows', index, 'vpc-interfaces', position, 'subnet-id']);
    const own = zones.get(subnet);
    if (own === undefined) {
      const detail = `"${subnet}" is no subnet of the account in ${flow.region}; use one of the flow's Region`;
      return [{ pointer, detail }];
    }
    if (zone === undefined) [zone, reason] = [own, `vpc-interfaces/${position}`];
    if (own === zone) return [];
    const detail = `"${subnet}" is in ${own}, the flow in ${zone} (${reason}); use subnets of one zone`;
    return [{ pointer, detail }];
  });
}

/** Claims that a flow takes an entitlement, which must be granted before the flow can be made. */
export function needsEntitlement(flow: IngressFlow): boolean {
  return flow['flow-sources'].some(({ protocol }) => protocol === 'entitlement');
}

/** The entitlements of the source's `index`th flow that are not among those `granted` to the account in its Region. */
export function entitlementFaults(flow: IngressFlow, index: number, granted: ReadonlySet<string>): Fault[] {
  return flow['flow-sources'].flatMap((flowSource, position) => {
    if (flowSource.protocol !== 'entitlement' || granted.has(flowSource['entitlement-arn'])) return [];
    const pointer = pointerTo(['ingress-flows', index, 'flow-sources', position, 'entitlement-arn']);
    const detail = `${flowSource['entitlement-arn']} is not granted to the account in ${flow.region}; ask its owner to grant it, or use one that is`;
    return [{ pointer, detail }];
  });
}
