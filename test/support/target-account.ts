import { regions } from '../../lambdas/domain/region';
import type { TargetAccountRecord } from '../../lambdas/domain/target-account';
import { demo } from '../../local/demo';
import { functionEnvironment } from './function-environment';

/** The body of a request for a target account, with members of your own over it. */
export function accountSettings(members: object = {}) {
  return {
    'aws-account-id': demo.account,
    'role-arn': `arn:aws:iam::${demo.account}:role/headworks/access`,
    'mediaconnect-role-arn': `arn:aws:iam::${demo.account}:role/secrets`,
    'vpc-role-arn': `arn:aws:iam::${demo.account}:role/vpc`,
    regions: [...regions] as string[],
    ...members,
  };
}

/** The target account of the fixtures' sources, verified, with members of your own over it. */
export function accountRecord(members: Partial<TargetAccountRecord> = {}): TargetAccountRecord {
  return {
    ...accountSettings(),
    'schema-version': 1,
    'organisation-id': functionEnvironment.ORGANISATION_ID,
    id: functionEnvironment.TARGET_ACCOUNT_ID,
    'external-id': '2f0d8f0e-6f0a-4f43-9d0e-0c7b8f0d6a11',
    verification: { status: 'verified', checked: '2026-03-02T10:00:00Z' },
    revision: 1,
    'created-at': '2026-03-02T09:00:00.000Z',
    'updated-at': '2026-03-02T10:00:00.000Z',
    ...members,
  };
}

/** What beside the source goes into the flows of the fixtures. */
export const flowDeployment = { DEPLOYMENT_ID: functionEnvironment.DEPLOYMENT_ID, account: accountRecord() };
