import { subnetZones } from '../aws/subnets';
import { RequestInvalid } from '../domain/errors';
import { subnetFaults, subnetsOf } from '../domain/pre-flight';
import type { SourceConfiguration } from '../domain/source';
import { inTargetAccount } from '../runtime/target-account';

/**
 * Throws `RequestInvalid` with every subnet of the source that does not exist in its flow's Region or is not in its
 * flow's zone, and `TargetAccountUnreachable` where EC2 does not say. Nothing is asked of it without VPC interfaces.
 * Answers the zone of each subnet.
 */
export async function requireSubnets(configuration: SourceConfiguration): Promise<Map<string, string>> {
  const found = await inTargetAccount(() =>
    Promise.all(
      configuration['ingress-flows'].map(async (flow, index) => {
        const subnets = subnetsOf(flow);
        const zones = subnets.length > 0 ? await subnetZones(flow.region, subnets) : new Map<string, string>();
        return { zones, faults: subnetFaults(flow, index, zones) };
      }),
    ),
  );
  const faults = found.flatMap((each) => each.faults);
  if (faults.length > 0) throw new RequestInvalid(faults);
  return new Map(found.flatMap(({ zones }) => [...zones]));
}
