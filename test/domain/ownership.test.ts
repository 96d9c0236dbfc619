import { isOwnedBy, ownerOf, ownerTags, tagPrefix } from '../../lambdas/domain/ownership';
import { newRecord } from '../support/source-record';

const record = newRecord();
const tags = ownerTags('Headworks@eu-west-1', record, 3);

describe('owner tags', () => {
  it('name deployment, organisation, target account, source and run, under our prefix', () => {
    expect(tags).toEqual({
      'headworks:deployment': 'Headworks@eu-west-1',
      'headworks:organisation': record['organisation-id'],
      'headworks:target-account': record['target-account-id'],
      'headworks:source': record.id,
      'headworks:run': '3',
    });
    expect(Object.keys(tags).every((key) => key.startsWith(tagPrefix))).toBe(true);
  });

  it('claim a resource for its source whatever the run', () => {
    expect(isOwnedBy('Headworks@eu-west-1', record.id, { ...tags, 'headworks:run': '1', channel: 'news' })).toBe(true);
    expect(ownerOf('Headworks@eu-west-1', tags)).toBe(record.id);
  });

  it.each([
    ['another deployment', 'Headworks@eu-west-2', tags],
    ['no tags', 'Headworks@eu-west-1', {}],
  ])('claim nothing for %s', (_, deployment, found) => {
    expect(isOwnedBy(deployment, record.id, found)).toBe(false);
    expect(ownerOf(deployment, found)).toBeUndefined();
  });

  it('claim nothing of another source', () => {
    expect(isOwnedBy('Headworks@eu-west-1', 'other', tags)).toBe(false);
  });
});
