import * as z from 'zod';
import { closed, list, pattern } from './members';
import { Metadata } from './metadata';
import { Region, regions } from './region';

/** The path of every role that a function may assume: its permission to assume roles ends there. */
export const rolePath = '/headworks/';

/** Both roles of MediaConnect stand in the policies of sessions, for which STS has a limit: so many characters each. */
const longestRoleArn = 128;
const roleArn = (path: string) =>
  new RegExp(`^(?=.{1,${longestRoleArn}}$)arn:aws:iam::\\d{12}:role${path}[\\w+=,.@-]{1,64}$`);
const anyPath = '/([\\x21-\\x2e\\x30-\\x7e]{1,64}/)*';

const AwsAccountId = pattern(/^\d{12}$/, 'use the 12 digits of an AWS account');
const AccessRoleArn = pattern(
  roleArn(rolePath),
  `use the ARN of a role with the path ${rolePath}, such as arn:aws:iam::111122223333:role${rolePath}access`,
);
const RoleArn = pattern(
  roleArn(anyPath),
  'use the ARN of a role, of at most 128 characters, such as arn:aws:iam::111122223333:role/name',
);

/** What an admin says of a target account: the AWS account behind it, how to get in, and where sources may be. */
export const AccountSettings = closed({
  'aws-account-id': AwsAccountId,
  /** The role that every call for a source of the account is made as. */
  'role-arn': AccessRoleArn,
  /** The role that MediaConnect reads secrets as. */
  'mediaconnect-role-arn': RoleArn,
  /** The role that MediaConnect makes network interfaces as. */
  'vpc-role-arn': RoleArn,
  /** The Regions in which sources may be. */
  regions: list(Region, 1, regions.length, 'Regions'),
  metadata: Metadata.optional(),
});
export type AccountSettings = z.infer<typeof AccountSettings>;

/** What the last look into the AWS account came to; before the first there is none. */
export const Verification = z.object({
  status: z.enum(['pending', 'verified', 'failed']),
  /** When it was looked at. */
  checked: z.string().optional(),
  /** What is missing, by JSON pointers into the account. */
  faults: z.array(z.object({ pointer: z.string(), detail: z.string() })).optional(),
});
export type Verification = z.infer<typeof Verification>;

/** The stored document of a target account. */
export const TargetAccountRecord = z.object({
  ...AccountSettings.shape,
  // Stays readable where a Region is no longer known.
  regions: z.array(z.string()),
  'schema-version': z.literal(1),
  'organisation-id': z.string(),
  id: z.string(),
  /** Made here, and known to the trust policy of the role: who else has the role's ARN cannot use it through us. */
  'external-id': z.string(),
  verification: Verification,
  /** Set once the account is to go with its sources: it takes no new ones. */
  closing: z.literal(true).optional(),
  /** Counts changes of the settings; the ETag. */
  revision: z.int(),
  'created-at': z.string(),
  'updated-at': z.string(),
});
export type TargetAccountRecord = z.infer<typeof TargetAccountRecord>;
