import * as z from 'zod';
import { closed } from './members';
import { Metadata } from './metadata';
import { AccountSettings, type TargetAccountRecord, Verification } from './target-account';

/** A target account as answers show it; who is no admin is not shown the external id. */
export const TargetAccount = z.object({
  id: z.string(),
  'aws-account-id': z.string(),
  'role-arn': z.string(),
  'external-id': z.string().optional(),
  'mediaconnect-role-arn': z.string(),
  'vpc-role-arn': z.string(),
  regions: z.array(z.string()),
  metadata: Metadata.optional(),
  verification: Verification,
});
export type TargetAccount = z.infer<typeof TargetAccount>;

/** The members that only answers have: a PUT takes back what was read. */
const answered = z.unknown().optional().meta({ readOnly: true });

/** The body of a PUT as a client writes it: the settings, and what an answer has beside them. */
export const TargetAccountRequest = closed({
  ...AccountSettings.shape,
  id: answered,
  'external-id': answered,
  verification: answered,
});
export type TargetAccountRequest = z.infer<typeof TargetAccountRequest>;

/** The account as an answer shows it to an admin, or to anybody else. */
export function shownAccount(account: TargetAccountRecord, isAdmin: boolean): TargetAccount {
  const { 'external-id': externalId, ...others } = account;
  return TargetAccount.parse(isAdmin ? { ...others, 'external-id': externalId } : others);
}
