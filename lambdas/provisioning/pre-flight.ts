import { grantedEntitlements } from '../aws/mediaconnect';
import { subnetZones } from '../aws/subnets';
import { preFlight } from '../contract/tasks';
import { PreFlightFailed } from '../domain/errors';
import type { Fault } from '../domain/fault';
import { entitlementFaults, flowsToCheck, needsEntitlement, subnetFaults, subnetsOf } from '../domain/pre-flight';
import type { IngressFlow } from '../domain/source';
import { work } from '../runtime/work';

/**
 * Looks whether what the flows refer to is there before any is made or changed, so that a failure has a reason to act
 * on. What may have changed since the request is looked at again.
 */
export const handler = work(preFlight, async (_, { record }) => {
  const found = await Promise.all(flowsToCheck(record).map(({ flow, index }) => faultsOf(flow, index)));
  if (found.flat().length > 0) throw new PreFlightFailed(found.flat());
  return {};
});

// Listing entitlements is in the service's small bucket of calls: a flow that takes none does without.
async function faultsOf(flow: IngressFlow, index: number): Promise<Fault[]> {
  const subnets = subnetsOf(flow);
  return [
    ...(subnets.length > 0 ? subnetFaults(flow, index, await subnetZones(flow.region, subnets)) : []),
    ...(needsEntitlement(flow) ? entitlementFaults(flow, index, await grantedEntitlements(flow.region)) : []),
  ];
}
