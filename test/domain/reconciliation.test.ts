import { differences, type FoundResource } from '../../lambdas/domain/reconciliation';
import { completeRecord, flowArn, provisioned, secret } from '../support/source-record';

const region = 'eu-west-1';
const [inputArn, channelArn] = ['input', 'channel'].map((kind) => `arn:aws:medialive:eu-west-1:111122223333:${kind}:1`);
const proxy = { region, 'input-arn': inputArn, 'channel-arn': channelArn, state: 'running', 'seen-at': 1 } as const;
const record = { ...completeRecord(), flows: [provisioned], secrets: [secret], proxy };
const found = (kind: FoundResource['kind'], arn = ''): FoundResource => ({ kind, arn, region, sourceId: record.id });
const flow = found('flow', flowArn);
const alarm = found('alarm', 'arn:aws:cloudwatch:eu-west-1:111122223333:alarm:a');
const named = [flow, found('secret', secret.arn), found('input', inputArn), found('channel', channelArn)];
const deleted = { ...record, 'provisioning-status': 'deletion-complete' as const };
const kinds = ['flow', 'secret', 'alarm', 'input', 'channel'] as const;
const account = { id: record['target-account-id'], 'organisation-id': record['organisation-id'] };
const told = (records: Parameters<typeof differences>[2], there: readonly FoundResource[], place = region) =>
  differences(place, account, records, there, kinds);

it('finds no difference where all that is recorded is there, and no more', () => {
  expect(told([record], [...named, alarm])).toEqual([]);
  expect(told([record], [], 'us-east-1')).toEqual([]);
});

it.each([
  ['of no source', []],
  ['of a deleted source', [deleted]],
])('tells what is there %s', (_name, records) => {
  expect(told(records, [...named, alarm])).toEqual(
    [...named, alarm].map(({ kind, arn }) => ({ kind, arn, region, source: record.id, what: 'no-record' })),
  );
});

it('tells what is of a source whose record does not name it', () => {
  const others = named.map((each) => ({ ...each, arn: `${each.arn}-other` }));
  expect(told([record], [...named, ...others])).toEqual(
    others.map(({ kind, arn }) => ({ kind, arn, region, source: record.id, what: 'not-in-record' })),
  );
});

it('tells what a record names that is not there, also what a run is making or was to remove', () => {
  const [made, surplus] = ['made', 'surplus'].map((name) => ({ ...provisioned, arn: `${flowArn}-${name}` }));
  const running = { ...record, 'next-flows': [made ?? provisioned], 'surplus-flows': [surplus ?? provisioned] };
  expect(told([running], [flow]).map(({ arn, what }) => [arn, what])).toEqual(
    [made?.arn, surplus?.arn, secret.arn, inputArn, channelArn].map((arn) => [arn, 'not-there']),
  );
});

it('misses nothing of a deleted source, and nothing that was not looked for', () => {
  expect(told([deleted], [])).toEqual([]);
  expect(differences(region, account, [record], [flow], ['flow'])).toEqual([]);
});

it('tells nothing of what is of another target account, which may stand for the same AWS account', () => {
  const other = { id: '00000000-0000-4000-8000-0000000000b2', 'organisation-id': account['organisation-id'] };
  expect(differences(region, other, [record], [alarm], kinds)).toEqual([]);
  expect(differences(region, other, [deleted], [alarm], kinds)).toEqual([]);
});
