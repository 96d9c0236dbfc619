import * as fc from 'fast-check';
import { desiredFlow } from '../../../lambdas/domain/flow';
import { type Protocol, protocols } from '../../../lambdas/domain/protocol';
import { outsideEntitlement } from '../../../local/mediaconnect/entitlements';
import { arbitrarySource, propertySeed } from '../../support/arbitrary-source';
import { configuredSource } from '../../support/configured-source';
import { roles, secretArn } from '../../support/desired-flow';
import { runsOf } from '../../support/share';
import { Bench, home, useServiceTime } from './bench';

useServiceTime();

// The two know the service's rules independently of each other: what one lets through, the other must take.
it.each(protocols)('what the rules of the product accept of %s, the simulator takes', async (protocol: Protocol) => {
  await fc.assert(
    fc.asyncProperty(arbitrarySource(protocol), async (body) => {
      const { flow } = configuredSource(body);
      const { region, ...wanted } = desiredFlow(flow, { ...roles, secretArn, tags: {} });
      const [source] = wanted.sources;
      if (source?.entitlementArn) source.entitlementArn = outsideEntitlement(region);
      const bench = new Bench();
      const made = await bench.describe(await bench.create({ ...wanted }, { ...home, region }));
      expect(made.flow).toMatchObject({ name: wanted.name, flowSize: wanted.flowSize ?? 'MEDIUM' });
      expect(made.flow.sources).toHaveLength(wanted.sources.length);
      expect(made.flow.vpcInterfaces).toHaveLength(wanted.vpcInterfaces?.length ?? 0);
      expect(made.flow.mediaStreams ?? []).toMatchObject(wanted.mediaStreams ?? []);
      bench.simulator.stop();
    }),
    { seed: propertySeed, numRuns: runsOf(15, 100) },
  );
});
