import { provisioningStatuses } from '../../lambdas/domain/provisioning-status';
import {
  flowsToGo,
  keptFlows,
  needsAttention,
  type Removal,
  secretIdsOf,
  secretsToGo,
} from '../../lambdas/domain/removal';
import type { SourceRecord } from '../../lambdas/domain/source-record';
import { secretIds } from '../support/configured-source';
import { completeRecord, creations, newRecord, provisioned, secret } from '../support/source-record';
import { sourceRequest } from '../support/sources';

const next = { ...provisioned, arn: 'arn:next' };
const surplus = { ...provisioned, arn: 'arn:surplus' };
const newSecret = { ...secret, 'secret-id': secretIds[1], arn: 'arn:new-secret' };

const inForce = newRecord().requested;
/** The configuration in force, but for its secret, which is the new one. */
const asked = JSON.parse(JSON.stringify(inForce).replaceAll(secretIds[0], secretIds[1])) as typeof inForce;
const bothSecrets = { secrets: [secret, newSecret] };

const creating = newRecord({ 'provisioning-status': 'creation-in-progress', 'next-flows': [next] });
const created = completeRecord({ 'provisioning-status': 'creation-in-progress', 'surplus-flows': [surplus] });
const updating = completeRecord({
  ...bothSecrets,
  'provisioning-status': 'update-in-progress',
  requested: asked,
  'in-force': inForce,
  'next-flows': [next],
});
const switched = completeRecord({
  ...bothSecrets,
  'provisioning-status': 'update-in-progress',
  requested: asked,
  flows: [{ ...next, 'flow-sources': [{ name: 'source', 'secret-arn': newSecret.arn }] }],
  'surplus-flows': [provisioned],
});
const recreating = newRecord({
  ...bothSecrets,
  'provisioning-status': 'creation-in-progress',
  requested: asked,
  'next-flows': [next],
  'surplus-flows': [surplus],
});

const arns = (found: readonly { arn: string }[]) => found.map(({ arn }) => arn);

describe('a removal', () => {
  it.each<[string, SourceRecord, Removal, { kept: string[]; flows: string[]; secrets: string[] }]>([
    ['after a creation', created, 'surplus', { kept: [provisioned.arn], flows: ['arn:surplus'], secrets: [] }],
    ['after an update', switched, 'surplus', { kept: ['arn:next'], flows: [provisioned.arn], secrets: [secret.arn] }],
    ['of a failed creation', creating, 'roll-back', { kept: [], flows: ['arn:next'], secrets: [secret.arn] }],
    [
      'of a failed creation whose flow ran already',
      created,
      'roll-back',
      { kept: [], flows: ['arn:surplus', provisioned.arn], secrets: [secret.arn] },
    ],
    [
      'of a second creation that failed like the first',
      recreating,
      'roll-back',
      { kept: [], flows: ['arn:next', 'arn:surplus'], secrets: [secret.arn, 'arn:new-secret'] },
    ],
    [
      'of a failed update',
      updating,
      'roll-back',
      { kept: [provisioned.arn], flows: ['arn:next'], secrets: ['arn:new-secret'] },
    ],
    [
      'of an update that failed after the switch, which stays',
      switched,
      'roll-back',
      { kept: ['arn:next'], flows: [provisioned.arn], secrets: [secret.arn] },
    ],
    [
      'of a clean-up that could not begin, which keeps what runs',
      completeRecord({ ...bothSecrets, 'surplus-flows': [surplus] }),
      'roll-back',
      { kept: [provisioned.arn], flows: ['arn:surplus'], secrets: ['arn:new-secret'] },
    ],
    [
      'of a source in the middle of an update',
      { ...updating, 'provisioning-status': 'deletion-in-progress' },
      'deprovision',
      { kept: [], flows: ['arn:next', provisioned.arn], secrets: [secret.arn, 'arn:new-secret'] },
    ],
    [
      'of a source at rest',
      completeRecord({ 'provisioning-status': 'deletion-in-progress' }),
      'deprovision',
      { kept: [], flows: [provisioned.arn], secrets: [secret.arn] },
    ],
  ])('%s', (_, record, removal, expected) => {
    expect({
      kept: arns(keptFlows(record, removal)),
      flows: arns(flowsToGo(record, removal)),
      secrets: arns(secretsToGo(record, removal)),
    }).toEqual(expected);
  });

  it('keeps every secret where the flow may use any of them, until the source goes', () => {
    const unsure = { ...updating, 'restore-failed': true } as const;
    const told = (removal: Removal) => arns(secretsToGo(unsure, removal));
    expect([told('roll-back'), told('surplus')]).toEqual([[], []]);
    expect(told('deprovision')).toEqual([secret.arn, 'arn:new-secret']);
  });

  it('keeps a secret that a flow in force was last seen with, whatever the configuration names', () => {
    const old = { ...secret, 'secret-id': 'old', arn: 'arn:old' };
    const [source] = provisioned['flow-sources'];
    const seen = { ...provisioned, 'flow-sources': [{ name: source?.name ?? '', 'secret-arn': old.arn }] };
    const told = (flows: SourceRecord['flows'], removal: Removal) =>
      secretsToGo(completeRecord({ flows, secrets: [secret, old] }), removal).map(({ arn }) => arn);
    expect(told([provisioned], 'surplus')).toEqual([old.arn]);
    expect(told([seen], 'surplus')).toEqual([]);
    expect(told([seen], 'deprovision')).toEqual([secret.arn, old.arn]);
  });

  it('takes and keeps every flow that the record names, each once', () => {
    for (const record of [creating, created, updating, switched, recreating]) {
      for (const removal of ['surplus', 'roll-back', 'deprovision'] as const) {
        const named = [...record.flows, ...record['next-flows'], ...record['surplus-flows']];
        const told = [...keptFlows(record, removal), ...flowsToGo(record, removal)];
        expect(arns(told).sort()).toEqual(arns(named).sort());
      }
    }
  });
});

describe('a source needs attention', () => {
  const nothingLeft = { flows: [], 'flow-creations': [], secrets: [] };

  it.each(provisioningStatuses)('in %s, if a run is owed or under way', (status) => {
    const isOwed = /pending|in-progress/.test(status);
    expect(needsAttention(newRecord({ 'provisioning-status': status, ...nothingLeft }))).toBe(isOwed);
  });

  it.each<[string, Partial<SourceRecord>]>([
    ['a flow', { flows: [provisioned], 'flow-creations': creations(1) }],
    ['a flow that was being made', { 'next-flows': [next] }],
    ['a flow of a run before', { 'surplus-flows': [surplus] }],
    ['a flow whose creation was not answered', { 'flow-creations': creations(1) }],
    ['a secret', { secrets: [secret] }],
  ])('after a failed creation that left %s behind', (_, remains) => {
    const record = newRecord({ 'provisioning-status': 'creation-failed', ...nothingLeft, ...remains });
    expect(needsAttention(record)).toBe(true);
  });

  it.each<[string, Partial<SourceRecord>]>([
    ['a flow that was being made', { 'next-flows': [next], 'flow-creations': creations(2) }],
    ['the flow that was replaced', { 'surplus-flows': [surplus], 'flow-creations': creations(2) }],
    ['a flow whose creation was not answered', { 'flow-creations': creations(2) }],
    ['a secret that nothing names', bothSecrets],
  ])('after a failed update that left %s behind', (_, remains) => {
    expect(needsAttention(completeRecord({ 'provisioning-status': 'update-failed', ...remains }))).toBe(true);
  });

  it.each<[string, Partial<SourceRecord>]>([
    ['the flow that was replaced', { 'surplus-flows': [surplus], 'flow-creations': creations(2) }],
    ['a flow whose creation was not answered', { 'flow-creations': creations(2) }],
    ['a secret that nothing names', bothSecrets],
  ])('after a run that went well but left %s behind', (_, remains) => {
    for (const status of ['creation-complete', 'update-complete'] as const) {
      const record = completeRecord({ 'provisioning-status': status, ...remains });
      expect(needsAttention(record)).toBe(true);
      expect(arns(keptFlows(record, 'surplus'))).toEqual([provisioned.arn]);
    }
  });

  it('not for the secrets that a flow which could not be brought back may use', () => {
    const unsure = { 'provisioning-status': 'update-failed', ...bothSecrets, 'restore-failed': true } as const;
    expect(needsAttention(completeRecord(unsure))).toBe(false);
  });

  it.each([
    'creation-complete',
    'update-complete',
    'update-failed',
    'deletion-failed',
  ] as const)('not while it rests in %s with what is in force', (status) => {
    expect(needsAttention(completeRecord({ 'provisioning-status': status }))).toBe(false);
  });
});

it.each([
  ['srt-listener', 1],
  ['entitlement', 1],
  ['rtp', 0],
] as const)('the secrets that a configuration of %s names are %i', (protocol, count) => {
  const { requested } = newRecord({}, sourceRequest(protocol));
  expect(secretIdsOf(requested)).toEqual(secretIds.slice(0, count));
});
