import { answerCloudFormation, type ResourceRequest } from '../aws/cloudformation';
import { type AccountChanges, TargetAccounts } from '../aws/target-accounts';
import type { TargetAccountRecord } from '../domain/target-account';
import { timestamp } from '../domain/timestamp';
import { environmentOf } from '../runtime/environment';
import { logger } from '../runtime/logger';
import { react } from '../runtime/react';

const accounts = new TargetAccounts(environmentOf('registerAccount').TABLE_NAME);

/** What the stack says of the deployment's own account. */
interface Properties {
  OrganisationId: string;
  TargetAccountId: string;
  AwsAccountId: string;
  RoleArn: string;
  MediaConnectRoleArn: string;
  VpcRoleArn: string;
  ExternalId: string;
  /** Comma separated. */
  Regions: string;
}

/**
 * Registers the account of the stack, at its creation and when the stack says something else of it. What it says is
 * true: it made the roles. An account that is no longer the stack's stays registered, since it may have sources.
 */
export const handler = react<ResourceRequest<Properties>>('registerAccount', async (request) => {
  const { OrganisationId, TargetAccountId } = request.ResourceProperties;
  const id = `${OrganisationId}/${TargetAccountId}`;
  try {
    if (request.RequestType !== 'Delete') await register(request);
  } catch (error) {
    logger.error('The account could not be registered', error as Error);
    return answerCloudFormation(request, { id: request.PhysicalResourceId ?? id, reason: (error as Error).message });
  }
  // A deletion is of the id that it names.
  await answerCloudFormation(request, {
    id: request.RequestType === 'Delete' ? (request.PhysicalResourceId ?? id) : id,
  });
});

async function register({ ResourceProperties, OldResourceProperties }: ResourceRequest<Properties>): Promise<void> {
  const now = new Date();
  const { OrganisationId, TargetAccountId } = ResourceProperties;
  const said = asSaid(ResourceProperties, now);
  const path = { 'organisation-id': OrganisationId, 'target-account-id': TargetAccountId };
  const known = await accounts.read(path);
  if (!known) {
    // When CloudFormation goes back it is known.
    requireSameIds(ResourceProperties, OldResourceProperties);
    const record: TargetAccountRecord = {
      ...said,
      'schema-version': 1,
      'organisation-id': OrganisationId,
      id: TargetAccountId,
      revision: 1,
      'created-at': now.toISOString(),
    };
    if (await accounts.create(record)) return;
  } else if (await accounts.change(known, changesOf(known, said, ResourceProperties, OldResourceProperties))) return;
  throw new Error('The target account was changed at the same moment; deploy again.');
}

/** Throws where an account was there under other ids: its sources and the roles that flows use go by them. */
function requireSameIds(now: Properties, before: Properties | undefined): void {
  if (!before) return;
  if (before.OrganisationId === now.OrganisationId && before.TargetAccountId === now.TargetAccountId) return;
  throw new Error(
    `OrganisationId and TargetAccountId cannot be changed: deploy with ${before.OrganisationId} and ${before.TargetAccountId}.`,
  );
}

function asSaid(properties: Properties, now: Date) {
  return {
    'aws-account-id': properties.AwsAccountId,
    'role-arn': properties.RoleArn,
    'mediaconnect-role-arn': properties.MediaConnectRoleArn,
    'vpc-role-arn': properties.VpcRoleArn,
    regions: regionsOf(properties),
    'external-id': properties.ExternalId,
    verification: { status: 'verified' as const, checked: timestamp(now) },
    'updated-at': now.toISOString(),
  };
}

/** An admin's Regions stay; those that the stack names beside or no longer are added and taken away. */
function changesOf(
  known: TargetAccountRecord,
  { regions, ...said }: ReturnType<typeof asSaid>,
  properties: Properties,
  before: Properties | undefined,
): AccountChanges {
  const revision = known.revision + 1;
  const added = regions.filter((region) => !known.regions.includes(region));
  const former = before ? regionsOf(before).filter((region) => !regions.includes(region)) : [];
  const kept = known.regions.filter((region) => !former.includes(region));
  // What the stack has named all the time an admin may have taken away.
  const isSame = before?.Regions === properties.Regions;
  return { ...said, revision, ...(!isSame && { regions: [...kept, ...added] }) };
}

function regionsOf({ Regions }: Properties): string[] {
  return Regions.split(',').map((region) => region.trim());
}
