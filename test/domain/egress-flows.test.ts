import * as fc from 'fast-check';
import { requireAllowedRegions } from '../../lambdas/domain/account-rules';
import { checkSource } from '../../lambdas/domain/check-source';
import { regionsInUse } from '../../lambdas/domain/counted-regions';
import { desiredFlows } from '../../lambdas/domain/desired-flows';
import { isTransportStream, protocols } from '../../lambdas/domain/protocol';
import { secretsToGo } from '../../lambdas/domain/removal';
import { Source } from '../../lambdas/domain/shown-source';
import type { SourceConfiguration } from '../../lambdas/domain/source';
import { maskedSource } from '../../lambdas/domain/source-answer';
import { changedPlaces } from '../../lambdas/domain/source-change';
import { SourcePatch } from '../../lambdas/domain/source-patch';
import { arbitrarySource, propertySeed } from '../support/arbitrary-source';
import { configuredSource, newPassphrase, sourceId } from '../support/configured-source';
import { faultsOfPatch, patched } from '../support/patched-source';
import { runsOf } from '../support/share';
import { newRecord, provisioned } from '../support/source-record';
import { flowRequest, sourceRequest } from '../support/sources';
import { flowDeployment } from '../support/target-account';

const near = { name: 'near', region: 'eu-west-1' as const };
const far = { name: 'far', region: 'us-east-1' as const, az: 'us-east-1b' };

/** A source that listens by SRT and is handed off by these egress flows. */
const stored = (...flows: (typeof near | typeof far)[]) =>
  configuredSource(sourceRequest('srt-listener', { 'egress-flows': flows }));

const idsOf = ({ 'egress-flows': flows = [] }: SourceConfiguration) =>
  flows.flatMap((flow) => [flow['secret-id'], flow['feed-secret-id']]);

describe('a source with egress flows', () => {
  it('has a passphrase for each that is its own, in the Region of either flow', () => {
    const { configuration, secrets } = stored(near, far);
    const [own, ...feeds] = secrets;
    expect(own).toMatchObject({ region: 'eu-west-1' });
    const [first, second] = configuration['egress-flows'] ?? [];
    expect(first?.['secret-id']).toBe(first?.['feed-secret-id']);
    expect(feeds).toEqual([
      { secretId: first?.['secret-id'], region: 'eu-west-1', value: newPassphrase() },
      { secretId: second?.['secret-id'], region: 'us-east-1', value: newPassphrase() },
      { secretId: second?.['feed-secret-id'], region: 'eu-west-1', value: newPassphrase() },
    ]);
  });

  it('names those that have no name, and none like another flow', () => {
    const flow = flowRequest('rtp', { name: `hw-${sourceId}-egress-1` });
    const flows = [{ region: 'eu-west-1' as const }, { ...far, name: `hw-${sourceId}-egress-3` }, near];
    const body = sourceRequest('rtp', { 'ingress-flows': [flow], 'egress-flows': [...flows, { region: 'eu-west-2' }] });
    const names = configuredSource(body).configuration['egress-flows']?.map(({ name }) => name);
    expect(names).toEqual(
      ['2', '3', 'near', '4'].map((end) => (end === 'near' ? end : `hw-${sourceId}-egress-${end}`)),
    );
  });

  it('is in use in all of their Regions, which the account must allow', () => {
    const record = newRecord({ requested: stored(near, far).configuration, secrets: [] });
    expect(regionsInUse(record)).toEqual(['eu-west-1', 'us-east-1']);
    const check = (regions: string[]) => requireAllowedRegions({ regions }, record.requested);
    expect(() => check(['eu-west-1', 'us-east-1'])).not.toThrow();
    expect(() => check(['eu-west-1'])).toThrow(
      expect.objectContaining({ faults: [expect.objectContaining({ pointer: '/egress-flows/1/region' })] }),
    );
  });

  it('feeds none that is still to be made, though an ingress flow had its name', () => {
    const { configuration, secrets } = stored(near);
    const ids = secrets.map(({ secretId, region }) => ({ 'secret-id': secretId, region, arn: `arn:${secretId}` }));
    const flows = [{ ...provisioned, name: near.name }];
    const [ingress] = desiredFlows(newRecord({ secrets: ids, flows }), configuration, flowDeployment);
    expect(ingress?.feeds).toEqual([{ name: 'headworks-feed-near' }]);
  });

  it('needs the secrets of each while it is asked for', () => {
    const { configuration, secrets } = stored(near, far);
    const all = secrets.map(({ secretId, region }) => ({ 'secret-id': secretId, region, arn: `arn:${secretId}` }));
    const record = newRecord({ requested: configuration, secrets: all, flows: [provisioned] });
    const asked = { ...record, 'provisioning-status': 'update-complete' as const };
    expect(secretsToGo(asked, 'surplus')).toEqual([]);
    const rest = patched(configuration, { 'egress-flows': [far] }).configuration;
    expect(secretsToGo({ ...asked, requested: rest }, 'surplus')).toEqual([all[1]]);
    expect(secretsToGo(asked, 'deprovision')).toEqual(all);
  });

  it('is shown without what they are fed with', () => {
    const { configuration } = stored(near, far);
    const shown = maskedSource(newRecord({ requested: configuration }));
    expect(shown['egress-flows']).toEqual([near, far]);
    for (const id of idsOf(configuration)) expect(JSON.stringify(shown)).not.toContain(id);
  });
});

describe('an update of egress flows', () => {
  const before = stored(near, far).configuration;
  const update = (...flows: object[]) => patched(before, { 'egress-flows': flows });

  it.each([
    ['both as they are', [near, far], 'none', 4],
    ['in another order', [far, near], 'record', 4],
    ['without a zone, which is kept', [near, { name: 'far', region: 'us-east-1' }], 'none', 4],
    ['by their places', [{ region: 'eu-west-1' }, { region: 'us-east-1' }], 'none', 4],
    ['one less', [far], 'infrastructure', 2],
    ['none', [], 'infrastructure', 0],
  ])('keeps the secrets of those that stay where they are: %s', (_, flows, change, kept) => {
    const answer = update(...flows);
    expect(answer).toMatchObject({ secrets: [], change });
    expect(idsOf(answer.configuration)).toHaveLength(kept);
    expect(idsOf(before)).toEqual(expect.arrayContaining(idsOf(answer.configuration)));
  });

  it.each([
    ['another one', [near, far, { name: 'third', region: 'us-east-1' }], 'third', 2],
    ['one that moves', [near, { ...far, region: 'eu-west-2', az: 'eu-west-2a' }], 'far', 2],
    ['one that comes to the Region of the ingress flow', [near, { name: 'far', region: 'eu-west-1' }], 'far', 1],
  ])('makes new ones for %s', (_, flows, name, count) => {
    const { configuration, secrets, change } = update(...flows);
    const flow = configuration['egress-flows']?.find((each) => each.name === name);
    const ids = new Set([flow?.['secret-id'], flow?.['feed-secret-id']]);
    expect(change).toBe('infrastructure');
    expect(secrets.map(({ secretId }) => secretId)).toEqual([...ids]);
    expect(secrets).toHaveLength(count);
    for (const id of ids) expect(idsOf(before)).not.toContain(id);
  });

  it('makes new ones where the ingress flow moves, or where they are gone', () => {
    const plain = configuredSource(sourceRequest('rtp', { 'egress-flows': [near, far] })).configuration;
    const moved = patched(plain, { 'ingress-flows': [flowRequest('rtp', { region: 'us-east-1' })] });
    const regions = (name: string) => moved.configuration['egress-flows']?.find((each) => each.name === name)?.region;
    expect([regions('near'), regions('far')]).toEqual(['eu-west-1', 'us-east-1']);
    for (const id of idsOf(moved.configuration)) expect(idsOf(plain)).not.toContain(id);
    const again = patched(plain, {}, { secretIds: [] });
    expect(again.secrets).toHaveLength(3);
  });

  it('takes them away with null, and tells of the places that change but of no secret', () => {
    const { configuration, change } = patched(before, { 'egress-flows': null });
    expect(configuration).not.toHaveProperty('egress-flows');
    expect(change).toBe('infrastructure');
    expect(changedPlaces(before, configuration)).toEqual(['/egress-flows']);
    const moved = patched(before, { 'egress-flows': [near, { ...far, az: undefined, region: 'eu-west-2' }] });
    expect(changedPlaces(before, moved.configuration)).toEqual(
      expect.arrayContaining(['/egress-flows/1/region', '/egress-flows/1']),
    );
  });

  it('asks for names where a place does not tell which is meant, and makes up the first ones', () => {
    expect(faultsOfPatch(before, { 'egress-flows': [{ region: 'us-east-1' }] })).toEqual([
      ['/egress-flows/0/name', expect.stringContaining('use near, far for what is stored, or a new name')],
    ]);
    expect(faultsOfPatch(before, { 'egress-flows': [{ region: 'us-east-1' }, { region: 'us-east-1' }] })).toEqual([
      ['/egress-flows/0/name', expect.stringContaining('length, kind and place')],
    ]);
    const first = patched(stored().configuration, { 'egress-flows': [{ region: 'us-east-1' }] });
    expect(first.configuration['egress-flows']).toMatchObject([{ name: `hw-${sourceId}-egress-1` }]);
  });
});

it('takes no egress flows of what is no transport stream, but an empty list', () => {
  const faults = (flows: object[]) => checkSource({ ...sourceRequest('cdi'), 'egress-flows': flows }).faults;
  expect(faults([near])).toEqual([{ pointer: '/egress-flows', detail: expect.stringContaining('not cdi') }]);
  expect(faults([])).toBeUndefined();
});

const egressFlows = fc.uniqueArray(
  fc.record({
    name: fc.stringMatching(/^egress-[A-Za-z0-9_-]{1,41}$/),
    region: fc.constantFrom('eu-west-1', 'us-east-1'),
  }),
  { maxLength: 4, selector: ({ name }) => name },
);

it('can be sent back as it is shown, whatever the source, and nothing changes', () => {
  const source = fc.constantFrom(...protocols.filter(isTransportStream)).chain(arbitrarySource);
  const claim = fc.property(source, egressFlows, (body, flows) => {
    const { configuration } = configuredSource({ ...body, 'egress-flows': flows as [] });
    const record = newRecord({ requested: configuration, flows: [provisioned] });
    const shown = JSON.parse(JSON.stringify(Source.parse(maskedSource(record))));
    expect(SourcePatch.safeParse(shown).error).toBeUndefined();
    const secretIds = JSON.stringify(configuration).match(/(?<=secret-id":")[^"]+/g) ?? [];
    expect(patched(configuration, shown, { secretIds })).toMatchObject({ configuration, secrets: [], change: 'none' });
  });
  fc.assert(claim, { seed: propertySeed, numRuns: runsOf(20, 200) });
});
