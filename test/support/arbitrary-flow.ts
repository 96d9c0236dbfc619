import * as fc from 'fast-check';
import { type DesiredFlow, desiredFlow } from '../../lambdas/domain/flow';
import { isSingleSource, type Protocol, protocols } from '../../lambdas/domain/protocol';
import { outsideEntitlement } from '../../local/mediaconnect/entitlements';
import { arbitrarySource } from './arbitrary-source';
import { configuredSource } from './configured-source';
import { roles, secretArn } from './desired-flow';

const owner = { 'headworks:source': '497f6eca-6276-4993-bfeb-53cbbbba6f08' };

/** A flow that some valid source of the protocol asks for, and that the simulated service takes. */
function arbitraryFlow(protocol: Protocol): fc.Arbitrary<DesiredFlow> {
  return fc.tuple(arbitrarySource(protocol), fc.boolean()).map(([body, rotated]) => {
    const { flow, configuration } = configuredSource(body);
    const suffix = rotated ? '-rotated' : '';
    const wanted = desiredFlow(flow, {
      ...roles,
      secretArn: (id) => `${secretArn(id)}${suffix}`,
      tags: owner,
      labels: configuration.metadata.labels,
    });
    const [source] = wanted.sources;
    if (source?.entitlementArn) source.entitlementArn = outsideEntitlement(wanted.region);
    return wanted;
  });
}

const shared = protocols.filter((protocol) => !isSingleSource(protocol));

/** Two protocols, of which the first can mostly become the second in the flow's place. */
const twoProtocols = fc
  .constantFrom(...protocols)
  .chain((first) =>
    fc.tuple(
      fc.constant(first),
      fc.oneof(
        { weight: 4, arbitrary: fc.constant(first) },
        { weight: 4, arbitrary: isSingleSource(first) ? fc.constant(first) : fc.constantFrom(...shared) },
        { weight: 1, arbitrary: fc.constantFrom(...protocols) },
      ),
    ),
  );

/** Two flows, of which the second is mostly what an update of the first may ask for. */
export const arbitraryChange: fc.Arbitrary<{ before: DesiredFlow; after: DesiredFlow }> = twoProtocols
  .chain(([first, second]) =>
    fc.record({
      before: arbitraryFlow(first),
      after: arbitraryFlow(second),
      // One in ten asks for a flow of another name or zone, which can only be another flow.
      sameFlow: fc.integer({ min: 0, max: 9 }).map((chance) => chance > 0),
      names: fc.constantFrom('own', 'same', 'crossed'),
      otherSubnet: fc.boolean(),
      portShift: fc.constantFrom(0, 1, 1000),
    }),
  )
  .map(({ before, after: other, ...how }) => {
    const after = structuredClone(other);
    if (how.sameFlow) {
      after.name = before.name;
      if (before.availabilityZone) after.availabilityZone = before.availabilityZone;
      else delete after.availabilityZone;
    }
    if (how.names !== 'own') renameSources(after, before, how.names === 'crossed');
    for (const source of after.sources) {
      if (source.ingestPort !== undefined) source.ingestPort += how.portShift;
    }
    if (how.otherSubnet) {
      for (const each of after.vpcInterfaces ?? []) each.subnetId = 'subnet-00000000000000001';
    }
    return { before, after };
  });

/** Gives the flow sources of one flow the names of those of the other, in their order or crossed. */
function renameSources(after: DesiredFlow, before: DesiredFlow, crossed: boolean): void {
  const names = before.sources.map(({ name }) => name);
  if (crossed) names.reverse();
  const free = names.filter((name) => !after.sources.some((source) => source.name === name));
  for (const [index, source] of after.sources.entries()) {
    const name = free[index];
    if (name === undefined) continue;
    const failover = after.sourceFailoverConfig;
    if (failover?.sourcePriority?.primarySource === source.name) failover.sourcePriority = { primarySource: name };
    source.name = name;
  }
}
