import { queryCall } from './query-call';
import { targetSession } from './target-sessions';
import { translated } from './translate-error';

/** What the parser makes of a list: nothing at all, one item, or several. */
type Items = '' | { item: Subnet | Subnet[] };
interface Subnet {
  subnetId: string;
  availabilityZone: string;
}

/**
 * The Availability Zone of each of the subnets that exists in the target account and Region, by its id. Throws
 * `Transient` or `ServiceRefused`.
 */
export async function subnetZones(region: string, subnetIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const { credentials } = await targetSession(region);
  // By filter: a list of ids is refused as a whole where one does not exist.
  const values = subnetIds.map((id, index) => [`Filter.1.Value.${index + 1}`, id]);
  const filter = { 'Filter.1.Name': 'subnet-id', ...Object.fromEntries(values) };
  const answer = await translated('DescribeSubnets', () =>
    queryCall({ service: 'ec2', region, credentials, parameters: { Action: 'DescribeSubnets', ...filter } }),
  );
  const { subnetSet = '' } = answer.DescribeSubnetsResponse as { subnetSet?: Items };
  const subnets = subnetSet === '' ? [] : [subnetSet.item].flat();
  return new Map(subnets.map(({ subnetId, availabilityZone }) => [subnetId, availabilityZone]));
}

/** Resolves if subnets may be looked at in the target account and Region. Throws `Transient` or `ServiceRefused` if not. */
export async function maySeeSubnets(region: string): Promise<void> {
  const { credentials } = await targetSession(region);
  const parameters = { Action: 'DescribeSubnets', DryRun: 'true' };
  await translated('DescribeSubnets', async () => {
    try {
      await queryCall({ service: 'ec2', region, credentials, parameters });
    } catch (error) {
      // What would have succeeded is told as an error.
      if ((error as Error).name !== 'DryRunOperation') throw error;
    }
  });
}
