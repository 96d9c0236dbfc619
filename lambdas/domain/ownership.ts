import type { SourceRecord } from './source-record';

/** The prefix of every tag that the product sets; labels cannot have it. */
export const tagPrefix = 'headworks:';

/** The tag that says which deployment made a resource: permissions go by it. */
export const deploymentTag = `${tagPrefix}deployment`;

type Owner = Pick<SourceRecord, 'id' | 'organisation-id' | 'target-account-id' | 'run' | 'revision'>;

/** The tags that say whose a resource is, and for which run and revision of its source it was made. */
export function ownerTags(deployment: string, owner: Owner): Record<string, string> {
  return {
    [deploymentTag]: deployment,
    [`${tagPrefix}organisation`]: owner['organisation-id'],
    [`${tagPrefix}target-account`]: owner['target-account-id'],
    [`${tagPrefix}source`]: owner.id,
    [`${tagPrefix}run`]: String(owner.run),
    [`${tagPrefix}revision`]: String(owner.revision),
  };
}

/** Claims that a resource with these tags was made by this deployment for this source, in whatever run. */
export function isOwnedBy(deployment: string, sourceId: string, tags: Readonly<Record<string, string>>): boolean {
  return tags[deploymentTag] === deployment && tags[`${tagPrefix}source`] === sourceId;
}

/** The source for which this deployment made a resource with these tags, if it did. */
export function ownerOf(deployment: string, tags: Readonly<Record<string, string>>): string | undefined {
  return tags[deploymentTag] === deployment ? tags[`${tagPrefix}source`] : undefined;
}

/** Claims that a resource with these tags was made for a source of this target account. */
export function isOfAccount(
  account: { id: string; 'organisation-id': string },
  tags: Readonly<Record<string, string>>,
): boolean {
  return (
    tags[`${tagPrefix}organisation`] === account['organisation-id'] && tags[`${tagPrefix}target-account`] === account.id
  );
}

/** Claims that a resource with these tags was made for this revision of its source. */
export function isOfRevision(revision: number, tags: Readonly<Record<string, string>>): boolean {
  return tags[`${tagPrefix}revision`] === String(revision);
}

/** Claims that a tag says for which run or revision a resource was made: it stays as it was when others come. */
export function isBirthTag(key: string): boolean {
  return key === `${tagPrefix}run` || key === `${tagPrefix}revision`;
}
