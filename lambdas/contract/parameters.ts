import * as z from 'zod';
import type { ProblemCode } from './problems';

// The `meta` of a parameter tells the OpenAPI document what the text stands for.
const uuid = z
  .string()
  .regex(
    /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    'must be a lower-case UUID, version 4',
  )
  .meta({ format: 'uuid' });

export const accountsPath = '/organisations/{organisation-id}/target-accounts';
/** Where everything of a target account is. */
export const accountPath = `${accountsPath}/{target-account-id}`;
export const sourcesPath = `${accountPath}/sources`;
export const sourcePath = `${sourcesPath}/{source-id}`;

export const OrganisationParameters = z.strictObject({ 'organisation-id': uuid });
export const AccountParameters = OrganisationParameters.extend({ 'target-account-id': uuid });
export const SourceParameters = AccountParameters.extend({ 'source-id': uuid });
export type SourceParameters = z.infer<typeof SourceParameters>;

/** What every request that names a source may be refused with. */
export const wholeSource: ProblemCode[] = ['source-not-found', 'target-account-not-found'];

/** What every change of a source may be refused with. */
export const changedSource: ProblemCode[] = [...wholeSource, 'source-busy', 'source-deleting', 'precondition-failed'];

/** What a change may be refused with besides that has to be allowed what it does to the flow. */
export const notAllowed: ProblemCode[] = ['interruption-not-allowed', 'flow-has-dependents'];

const word = z.enum(['true', 'false'], { error: 'must be exactly true or false' });
const isTrue = (given: string) => given === 'true';
const flag = word.default('false').transform(isTrue).meta({ type: 'boolean', enum: undefined });

export const NoQuery = z.strictObject({});

/** How a list is asked for page by page. */
export const PageQuery = z.strictObject({
  'last-evaluated-key': z.string().optional(),
  'page-size': z
    .string()
    .regex(/^([1-9]\d?|100)$/, { error: 'must be an integer from 1 to 100' })
    .default('50')
    .transform(Number)
    .meta({ type: 'integer', pattern: undefined, minimum: 1, maximum: 100 }),
});

export const ListQuery = PageQuery.extend({ 'include-deleted': flag, 'include-hidden': flag, inline: flag });
export type ListQuery = z.infer<typeof ListQuery>;

/** A moment (RFC 3339) as a `Date`. The pattern that says so is too long for anybody to read. */
const moment = z.iso
  .datetime({
    offset: true,
    error: 'must be a date and time in ISO 8601 with its zone, such as 2026-01-26T23:59:59Z',
  })
  .meta({ pattern: undefined })
  .transform((text) => new Date(text));

export const MetricsQuery = z.strictObject({
  desired: z.string().optional(),
  'end-time': moment.optional(),
  'start-time': moment.optional(),
});

/** How a target account goes: with its sources, which are left to themselves, or only without any. */
export const AbandonQuery = z.strictObject({ abandon: flag });

export const ReadQuery = z.strictObject({ 'include-drift': flag, 'include-passphrase': flag });

/** How a request is to be answered that can be tried without being carried out. */
export const DryRunQuery = z.strictObject({ 'dry-run': flag });
export const CreateQuery = DryRunQuery.extend({
  /** As the deployment is set if absent. */
  start: word.transform(isTrue).optional().meta({ type: 'boolean', enum: undefined }),
});

/** What a change may do to a flow that runs, beside what does not harm it. */
export const ChangeQuery = DryRunQuery.extend({ 'allow-dependents-loss': flag, 'allow-interruption': flag });
export type ChangeQuery = z.infer<typeof ChangeQuery>;
