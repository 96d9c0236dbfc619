import { subnetZones } from '../aws/subnets';
import { RequestInvalid } from '../domain/errors';
import { subnetFaults, subnetsOf } from '../domain/pre-flight';
import type { SourceConfiguration } from '../domain/source';
import { inTargetAccount } from '../runtime/target-account';

/**
 * Throws `RequestInvalid` with every subnet of the source that does not exist in its flow's Region or is not in its
 * flow's zone, and `TargetAccountUnreachable` where EC2 does not say. Nothing is asked of it without VPC interfaces.
 */
export async function requireSubnets(configuration: SourceConfiguration): Promise<void> {
  const faults = await inTargetAccount(() =>
    Promise.all(
      configuration['ingress-flows'].map(async (flow, index) => {
        const subnets = subnetsOf(flow);
        return subnets.length > 0 ? subnetFaults(flow, index, await subnetZones(flow.region, subnets)) : [];
      }),
    ),
  );
  if (faults.flat().length > 0) throw new RequestInvalid(faults.flat());
}
