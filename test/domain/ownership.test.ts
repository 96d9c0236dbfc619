import { isOfRevision, isOwnedBy, ownerOf, ownerTags, tagPrefix } from '../../lambdas/domain/ownership';
import { newRecord } from '../support/source-record';

const record = newRecord({ run: 3, revision: 2 });
const tags = ownerTags('Headworks@eu-west-1', record);

describe('owner tags', () => {
  it('name deployment, organisation, target account, source, run and revision, under our prefix', () => {
    expect(tags).toEqual({
      'headworks:deployment': 'Headworks@eu-west-1',
      'headworks:organisation': record['organisation-id'],
      'headworks:target-account': record['target-account-id'],
      'headworks:source': record.id,
      'headworks:run': '3',
      'headworks:revision': '2',
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

  it('tell for which revision a resource was made', () => {
    expect([1, 2, 3].map((revision) => isOfRevision(revision, tags))).toEqual([false, true, false]);
    expect(isOfRevision(2, {})).toBe(false);
  });

  it('claim nothing of another source', () => {
    expect(isOwnedBy('Headworks@eu-west-1', 'other', tags)).toBe(false);
  });
});
