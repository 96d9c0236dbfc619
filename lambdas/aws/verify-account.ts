import { ServiceRefused, Transient } from '../domain/errors';
import { type Fault, pointerTo } from '../domain/fault';
import type { TargetAccountRecord } from '../domain/target-account';
import { actingIn } from './acting-account';
import { listFlows } from './mediaconnect';
import { accountOfKeys, assumeRole, type SessionKeys } from './sts';
import { maySeeSubnets } from './subnets';

/** How a Region refuses every call of an account that has not enabled it. */
const regionNotEnabled = ['AuthFailure', 'InvalidClientTokenId', 'OptInRequired', 'UnrecognizedClientException'];

/** Whether the role can be taken on is all that is asked: the session may do nothing. */
const looking = {
  sessionName: 'verification',
  policy: JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Deny', Action: '*', Resource: '*' }] }),
};

/** Something that is missing; one that `passes` says only that AWS could not be asked just now. */
type Finding = Fault & { passes: boolean };

/**
 * Looks whether a target account can be used as it is set: its role trusts us for the external id alone, and may do in
 * every Region what each service is asked for first. Answers what is missing, also where AWS cannot be asked; `passes`
 * where nothing else is the matter.
 */
export async function verifyAccount(account: TargetAccountRecord): Promise<{ faults: Fault[]; passes: boolean }> {
  const found = await findings(account);
  return {
    faults: found.map(({ pointer, detail }) => ({ pointer, detail })),
    passes: found.length > 0 && found.every(({ passes }) => passes),
  };
}

async function findings(account: TargetAccountRecord): Promise<Finding[]> {
  const ofRole = await roleFindings(account);
  if (ofRole.length > 0) return ofRole;
  const ofRegions = await Promise.all(account.regions.map((region, index) => regionFindings(account, region, index)));
  return ofRegions.flat();
}

async function roleFindings(account: TargetAccountRecord): Promise<Finding[]> {
  const fault = (detail: string, passes = false): Finding[] => [{ pointer: '/role-arn', detail, passes }];
  const notLookedAt = (error: unknown) => fault(`the role could not be looked at (${wordsOf(error)}); try again`, true);
  const roleArn = account['role-arn'];
  let keys: SessionKeys;
  try {
    keys = await assumeRole({ roleArn, externalId: account['external-id'], ...looking });
  } catch (error) {
    if (error instanceof Transient) return notLookedAt(error);
    return fault(
      `the role cannot be assumed with the external id (${wordsOf(error)}); deploy the access stack with this external id in ${account['aws-account-id']}`,
    );
  }
  try {
    const owner = await accountOfKeys(keys);
    if (owner !== account['aws-account-id']) return fault(`the role is in account ${owner}, not in aws-account-id`);
    // Anybody who knows the role's ARN could have us use it for them.
    const isOpen = await assumeRole({ roleArn, ...looking }).then(
      () => true,
      (error) => {
        if (error instanceof ServiceRefused) return false;
        throw error;
      },
    );
    if (!isOpen) return [];
    return fault('the role can be assumed without the external id; have its trust policy require sts:ExternalId');
  } catch (error) {
    return notLookedAt(error);
  }
}

async function regionFindings(account: TargetAccountRecord, region: string, index: number): Promise<Finding[]> {
  const looks = [() => listFlows(region).next(), () => maySeeSubnets(region)];
  const outcomes = await actingIn(account, () => Promise.allSettled(looks.map(async (look) => look())));
  const failures = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as Error] : []));
  const pointer = pointerTo(['regions', index]);
  if (failures.some((error) => error instanceof ServiceRefused && regionNotEnabled.includes(error.code))) {
    return [{ pointer, detail: `${region} is not enabled in the account; enable it, or leave it out`, passes: false }];
  }
  return failures.map((error) => {
    const passes = error instanceof Transient;
    return { pointer, detail: `${region}: ${wordsOf(error)}${passes ? '; try again' : ''}`, passes };
  });
}

function wordsOf(error: unknown): string {
  return (error as Error).message;
}
