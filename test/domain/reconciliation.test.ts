import { differences, type FoundResource } from '../../lambdas/domain/reconciliation';
import { completeRecord, flowArn, provisioned, secret } from '../support/source-record';

const region = 'eu-west-1';
const record = { ...completeRecord(), flows: [provisioned], secrets: [secret] };
const { id } = record;
const account = { id: record['target-account-id'], 'organisation-id': record['organisation-id'] };
const flow: FoundResource = { kind: 'flow', arn: flowArn, region, sourceId: id };
const ofSecret: FoundResource = { kind: 'secret', arn: secret.arn, region, sourceId: id };
const alarm: FoundResource = {
  kind: 'alarm',
  arn: 'arn:aws:cloudwatch:eu-west-1:111122223333:alarm:a',
  region,
  sourceId: id,
};
const deleted = { ...record, 'provisioning-status': 'deletion-complete' as const };

it('finds no difference where all that is recorded is there, and no more', () => {
  expect(differences(region, account, [record], [flow, ofSecret, alarm])).toEqual([]);
  expect(differences('us-east-1', account, [record], [])).toEqual([]);
});

it.each([
  ['of no source', []],
  ['of a deleted source', [deleted]],
])('tells what is there %s', (_name, records) => {
  const told = differences(region, account, records, [flow, ofSecret, alarm]);
  expect(told).toEqual(
    [flow, ofSecret, alarm].map(({ kind, arn }) => ({ kind, arn, region, source: id, what: 'no-record' })),
  );
});

it('tells what is of a source whose record does not name it', () => {
  const others = [flow, ofSecret].map((each) => ({ ...each, arn: `${each.arn}-other` }));
  expect(differences(region, account, [record], [flow, ofSecret, ...others])).toEqual(
    others.map(({ kind, arn }) => ({ kind, arn, region, source: id, what: 'not-in-record' })),
  );
});

it('tells what a record names that is not there, also what a run is making or was to remove', () => {
  const [made, surplus] = ['made', 'surplus'].map((name) => ({ ...provisioned, arn: `${flowArn}-${name}` }));
  const running = { ...record, 'next-flows': [made ?? provisioned], 'surplus-flows': [surplus ?? provisioned] };
  const told = differences(region, account, [running], [flow]);
  expect(told.map(({ arn, what }) => [arn, what])).toEqual(
    [made?.arn, surplus?.arn, secret.arn].map((arn) => [arn, 'not-there']),
  );
});

it('misses nothing of a deleted source', () => {
  expect(differences(region, account, [deleted], [])).toEqual([]);
});

it('tells nothing of what is of another target account, which may stand for the same AWS account', () => {
  const other = { id: '00000000-0000-4000-8000-0000000000b2', 'organisation-id': account['organisation-id'] };
  expect(differences(region, other, [record], [alarm])).toEqual([]);
  expect(differences(region, other, [deleted], [alarm])).toEqual([]);
});
