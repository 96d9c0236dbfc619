import * as fc from 'fast-check';
import { protocols } from '../../lambdas/domain/protocol';
import { SourceConfiguration } from '../../lambdas/domain/source';
import { maskedSource, revealedSource } from '../../lambdas/domain/source-answer';
import { SourcePatch } from '../../lambdas/domain/source-patch';
import { arbitrarySource, propertySeed } from '../support/arbitrary-source';
import { configuredSource, namedSecrets } from '../support/configured-source';
import { patch, patched } from '../support/patched-source';
import { runsOf } from '../support/share';
import { newRecord, provisioned } from '../support/source-record';
import type { FlowBody, SourceBody } from '../support/sources';

const runs = { seed: propertySeed, numRuns: runsOf(12, 100) };
const throughJson = (value: object) => JSON.parse(JSON.stringify(value));

/** A source that is stored, with the values that its secrets have in the store. */
function stored(body: SourceBody) {
  const { configuration, secrets } = configuredSource(body);
  return { configuration, values: new Map(secrets.map(({ secretId, value }) => [secretId, value])) };
}

describe.each(protocols)('any valid source of %s', (protocol) => {
  it('can be sent back as it is shown, and nothing changes', () => {
    const claim = fc.property(arbitrarySource(protocol), (body) => {
      const { configuration, values } = stored(body);
      const record = newRecord({
        requested: configuration,
        flows: [provisioned],
        'provisioning-status': 'update-failed',
        'provisioning-error-reason': 'refused',
      });
      const masked = throughJson(maskedSource(record));
      const revealed = throughJson(revealedSource(record, values));
      expect(SourcePatch.safeParse(masked).error).toBeUndefined();
      expect(SourcePatch.safeParse(revealed).error).toBeUndefined();
      const unchanged = { configuration, secrets: [], keptSecretIds: [...values.keys()], change: 'none' };
      expect(patched(configuration, masked)).toEqual(unchanged);
      expect(patched(configuration, revealed, { values })).toEqual(unchanged);
      expect(patched(configuration, {})).toEqual(unchanged);
      expect(patch(configuration, revealed)).toEqual(
        values.size > 0
          ? { secretsToRead: [...values.keys()] }
          : { patched: { configuration, secrets: [], change: 'none' } },
      );
    });
    fc.assert(claim, runs);
  });
});

/** The flow with a name for everything, so that none is asked for. */
function named(flow: FlowBody): FlowBody {
  const flowSources = flow['flow-sources'].map((source, index) => ({ name: `source-${index}-of-mine`, ...source }));
  return { name: 'flow-of-mine', ...flow, 'flow-sources': flowSources };
}

const anySource = fc.constantFrom(...protocols).chain(arbitrarySource);
/** Members of a source of any protocol, flow and all or not. */
const anyPatch = fc
  .record({ source: anySource, members: fc.subarray(['ingress-flows', 'alarm', 'hidden', 'metadata', 'proxy-tier']) })
  .map(({ source, members }) => {
    const whole = { ...source, 'ingress-flows': source['ingress-flows'].map(named) };
    return Object.fromEntries(Object.entries(whole).filter(([member]) => members.includes(member)));
  });

/** What is stored of a new source that has the members of an update. */
function asNew(before: SourceBody, body: object): Record<string, unknown> {
  return configuredSource({ ...before, ...body }).configuration;
}

const withoutIds = (configuration: object) =>
  JSON.parse(JSON.stringify(configuration).replaceAll(/(?<="secret-id":")[^"]+/g, ''));

describe('any update of any source', () => {
  const accepted = (claim: (before: SourceBody, body: Record<string, unknown>) => void) =>
    fc.assert(
      fc.property(anySource, anyPatch, (before, body) => {
        const alarm = (body.alarm ?? before.alarm) !== undefined;
        const flow = ((body as Partial<SourceBody>)['ingress-flows'] ?? before['ingress-flows'])[0];
        fc.pre(!alarm || flow?.['media-streams'] === undefined);
        claim(before, body);
      }),
      { ...runs, numRuns: runsOf(80, 1000) },
    );

  it('keeps what it leaves out and replaces what it gives, by the rules of a new source', () => {
    accepted((before, body) => {
      const { configuration, values } = stored(before);
      const after = patched(configuration, body, { values }).configuration;
      const expected: Record<string, unknown> = { ...configuration };
      for (const member of Object.keys(body)) expected[member] = asNew(before, body)[member];
      const [flow] = (expected as SourceConfiguration)['ingress-flows'];
      const az = flow?.az ?? configuration['ingress-flows'][0]?.az;
      expect(SourceConfiguration.parse(after)).toEqual(after);
      expect(withoutIds(after)).toEqual(withoutIds({ ...expected, 'ingress-flows': [{ ...flow, ...(az && { az }) }] }));
    });
  });

  it('made twice is made once', () => {
    accepted((before, body) => {
      const { configuration, values } = stored(before);
      const once = patched(configuration, body, { values });
      const secretIds = [...once.keptSecretIds, ...once.secrets.map(({ secretId }) => secretId)];
      for (const { secretId, value } of once.secrets) values.set(secretId, value);
      const again = patched(once.configuration, body, { values, secretIds });
      expect(again).toEqual({
        configuration: once.configuration,
        secrets: [],
        keptSecretIds: secretIds,
        change: 'none',
      });
    });
  });

  it('names each secret that the new configuration has, kept or new, and stores no value', () => {
    accepted((before, body) => {
      const { configuration, values } = stored(before);
      const { configuration: after, keptSecretIds, secrets } = patched(configuration, body, { values });
      const named = namedSecrets(after);
      expect(named).toEqual(expect.arrayContaining(secrets.map(({ secretId }) => secretId)));
      expect(namedSecrets(configuration)).toEqual(expect.arrayContaining(keptSecretIds));
      expect(new Set(named).size).toBe(named.length);
      for (const { value } of secrets) expect(JSON.stringify(after)).not.toContain(JSON.stringify(value).slice(1, -1));
    });
  });
});
