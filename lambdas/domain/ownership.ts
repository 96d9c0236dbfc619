import type { SourceRecord } from './source-record';

/** The prefix of every tag that the product sets; labels cannot have it. */
export const tagPrefix = 'headworks:';

type Owner = Pick<SourceRecord, 'id' | 'organisation-id' | 'target-account-id'>;

/** The tags that say whose a resource is. `run` is told apart from the rest: it says which attempt made it. */
export function ownerTags(deployment: string, owner: Owner, run: number): Record<string, string> {
  return {
    [`${tagPrefix}deployment`]: deployment,
    [`${tagPrefix}organisation`]: owner['organisation-id'],
    [`${tagPrefix}target-account`]: owner['target-account-id'],
    [`${tagPrefix}source`]: owner.id,
    [`${tagPrefix}run`]: String(run),
  };
}

/** Claims that a resource with these tags was made by this deployment for this source, in whatever run. */
export function isOwnedBy(deployment: string, sourceId: string, tags: Readonly<Record<string, string>>): boolean {
  return tags[`${tagPrefix}deployment`] === deployment && tags[`${tagPrefix}source`] === sourceId;
}

/** The source for which this deployment made a resource with these tags, if it did. */
export function ownerOf(deployment: string, tags: Readonly<Record<string, string>>): string | undefined {
  return tags[`${tagPrefix}deployment`] === deployment ? tags[`${tagPrefix}source`] : undefined;
}
