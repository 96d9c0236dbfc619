import * as fc from 'fast-check';
import { checkSource } from '../../lambdas/domain/check-source';
import { desiredFlow } from '../../lambdas/domain/flow';
import { type Protocol, protocols } from '../../lambdas/domain/protocol';
import { maskedConfiguration, revealedConfiguration } from '../../lambdas/domain/show-source';
import { RevealedSource, Source } from '../../lambdas/domain/shown-source';
import { SourceConfiguration } from '../../lambdas/domain/source';
import { arbitrarySource, propertySeed } from '../support/arbitrary-source';
import { configuredSource, sourceId } from '../support/configured-source';
import { runsOf } from '../support/share';
import type { SourceBody } from '../support/sources';

const runs = { seed: propertySeed, numRuns: runsOf(15, 200) };

const provisioning = {
  id: sourceId,
  'provisioned-flows': { 'ingress-flows': [], 'egress-flows': [] },
  'provisioning-status': 'creation-pending',
  'provisioning-status-timestamp': '2026-11-22T12:00:00Z',
};

function accepted(body: SourceBody) {
  const { source, faults } = checkSource(body);
  if (!source) throw new Error(JSON.stringify(faults));
  return source;
}

const asInJson = (value: string) => JSON.stringify(value).slice(1, -1);

const forEvery = (protocol: Protocol, claim: (body: SourceBody) => void) =>
  fc.assert(fc.property(arbitrarySource(protocol), claim), runs);

describe.each(protocols)('any valid source of %s', (protocol) => {
  it('is accepted, and accepted unchanged once its defaults are filled in', () => {
    forEvery(protocol, (body) => {
      const source = accepted(body);
      expect(accepted(source)).toEqual(source);
      expect(source).toMatchObject(body);
    });
  });

  it('is stored with every name and without any secret', () => {
    forEvery(protocol, (body) => {
      const { configuration, secrets } = configuredSource(body);
      expect(SourceConfiguration.parse(configuration)).toEqual(configuration);
      const flow = configuration['ingress-flows'][0];
      for (const list of [flow?.['flow-sources'], flow?.['vpc-interfaces'], flow?.['media-streams']]) {
        expect(new Set(list?.map(({ name }) => name)).size).toBe(list?.length ?? 0);
      }
      const stored = JSON.stringify(configuration);
      for (const { value } of secrets) expect(stored).not.toContain(asInJson(value));
    });
  });

  it('is shown masked as a Source and revealed as a RevealedSource, and not the other way round', () => {
    forEvery(protocol, (body) => {
      const { configuration, secrets } = configuredSource(body);
      const values = new Map(secrets.map(({ secretId, value }) => [secretId, value]));
      const masked = { ...maskedConfiguration(configuration), ...provisioning };
      const revealed = { ...revealedConfiguration(configuration, values), ...provisioning };
      expect(Source.parse(masked)).toEqual(masked);
      expect(RevealedSource.parse(revealed)).toEqual(revealed);
      expect(Source.safeParse(revealed).success).toBe(secrets.length === 0);
      for (const { value } of secrets) {
        expect(JSON.stringify(masked)).not.toContain(asInJson(value));
        expect(JSON.stringify(revealed)).toContain(asInJson(value));
      }
    });
  });

  it('asks MediaConnect for a flow that names every secret by its ARN', () => {
    forEvery(protocol, (body) => {
      const { configuration, flow, secrets } = configuredSource(body);
      const desired = desiredFlow(flow, {
        secretArn: (secretId) => `arn:secret:${secretId}`,
        secretsRoleArn: 'arn:role:secrets',
        vpcRoleArn: 'arn:role:vpc',
        tags: { 'headworks:source': sourceId },
        labels: configuration.metadata.labels,
      });
      expect(JSON.parse(JSON.stringify(desired))).toEqual(desired);
      expect(desired.sources.flatMap(({ decryption }) => decryption?.secretArn ?? [])).toEqual(
        secrets.map(({ secretId }) => `arn:secret:${secretId}`),
      );
      for (const { value } of secrets) expect(JSON.stringify(desired)).not.toContain(asInJson(value));
      expect(Object.keys(desired.flowTags).length).toBeLessThanOrEqual(41);
    });
  });
});
