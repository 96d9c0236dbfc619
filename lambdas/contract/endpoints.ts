import * as z from 'zod';
import { checkSource } from '../domain/check-source';
import type { Fault } from '../domain/fault';
import { SourceStatus } from '../domain/running-status';
import { RevealedSource, Source, SourceSummary } from '../domain/shown-source';
import { SourcePatch } from '../domain/source-patch';
import { SourceRequest } from '../domain/source-request';
import { deleteTargetAccount, getTargetAccount, listTargetAccounts, putTargetAccount } from './account-endpoints';
import { getDocs, getOpenApi } from './document-endpoints';
import { listSourceEvents } from './event-endpoints';
import { repairSource, startSource, stopSource } from './intent-endpoints';
import { getSourceMetrics, getSourceProxy, getSourceServiceInfo, getSourceThumbnail } from './observation-endpoints';
import {
  AccountParameters,
  ChangeQuery,
  CreateQuery,
  changedSource,
  DryRunQuery,
  ListQuery,
  NoQuery,
  notAllowed,
  ReadQuery,
  SourceParameters,
  sourcePath,
  sourcesPath,
  wholeSource,
} from './parameters';
import type { ProblemCode } from './problems';
import type { Role } from './roles';

/** What a row says of a request body: the schema that documents it, and the check that finds every fault in it. */
export interface Body<Value> {
  readonly schema: z.ZodType<Value>;
  check(body: unknown): { source: Value; faults?: undefined } | { source?: undefined; faults: Fault[] };
}

export type EndpointName =
  | 'createSource'
  | 'listSources'
  | 'getSource'
  | 'updateSource'
  | 'deleteSource'
  | 'startSource'
  | 'stopSource'
  | 'repairSource'
  | 'getSourceStatus'
  | 'getSourceMetrics'
  | 'getSourceServiceInfo'
  | 'getSourceThumbnail'
  | 'getSourceProxy'
  | 'listSourceEvents'
  | 'listTargetAccounts'
  | 'getTargetAccount'
  | 'putTargetAccount'
  | 'deleteTargetAccount'
  | 'getOpenApi'
  | 'getDocs';

/** One row of the API: parsing, routing, authorisation and documentation all come from it. */
export interface Endpoint<Path = unknown, Query = unknown, Value = unknown, Answer = unknown> {
  readonly name: EndpointName;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Another method with the same meaning. */
  readonly alias?: 'PUT';
  /** API Gateway's form, with `{parameters}`. */
  readonly path: string;
  readonly summary: string;
  /** The lowest role that may call it; where there is none, anybody may, without a token. */
  readonly role?: Role;
  readonly parameters: z.ZodType<Path>;
  readonly query: z.ZodType<Query>;
  readonly body?: Body<Value>;
  /** Takes `Idempotency-Key`: a repeat of the request is answered as it was the first time. */
  readonly isIdempotent?: boolean;
  /** Takes `If-Match`: the request is refused unless what it changes is at that revision. */
  readonly isConditional?: boolean;
  readonly success: 200 | 201 | 202;
  /** The status where something new came of it, if it is another one. */
  readonly created?: 201;
  /** The status where nothing is to do, if it is another one. */
  readonly unchanged?: 200;
  /** Takes `dry-run`: what it would do is answered with 200, and nothing of it done. */
  readonly isPlannable?: true;
  readonly answer: z.ZodType<Answer>;
  /** What the answer is when it is text or bytes that leave as they stand; where there is none, it is JSON. */
  readonly mediaType?: string;
  /** The answer with secrets in clear, and the role it needs; given when `include-passphrase=true`. */
  readonly revealed?: { readonly answer: z.ZodType<Answer>; readonly role: Role };
  readonly refusals: readonly ProblemCode[];
}

export const createSource = {
  name: 'createSource',
  method: 'POST',
  path: sourcesPath,
  summary: 'Create a source and provision its flow',
  role: 'operator',
  parameters: AccountParameters,
  query: CreateQuery,
  body: { schema: SourceRequest, check: (body) => checkSource(body) },
  isIdempotent: true,
  isPlannable: true,
  success: 201,
  answer: Source,
  refusals: [
    'target-account-not-found',
    'quota-exceeded',
    'idempotency-conflict',
    'request-in-progress',
    'body-too-large',
    'unsupported-media-type',
    'target-account-unreachable',
  ],
} satisfies Endpoint<unknown, unknown, SourceRequest, Source>;

export const listSources = {
  name: 'listSources',
  method: 'GET',
  path: sourcesPath,
  summary: 'List the sources of a target account, newest first',
  role: 'viewer',
  parameters: AccountParameters,
  query: ListQuery,
  success: 200,
  answer: z.object({
    // The whole source first: a summary is a part of it and would fit it too.
    sources: z.union([z.array(Source), z.array(SourceSummary)]),
    'last-evaluated-key': z.string().optional(),
  }),
  refusals: ['target-account-not-found'],
} satisfies Endpoint;

export const getSource = {
  name: 'getSource',
  method: 'GET',
  path: sourcePath,
  summary: 'Read a source: its configuration, provisioning status and provisioned flow',
  role: 'viewer',
  parameters: SourceParameters,
  query: ReadQuery,
  success: 200,
  answer: Source,
  revealed: { answer: RevealedSource, role: 'operator' },
  refusals: [...wholeSource, 'target-account-unreachable'],
} satisfies Endpoint;

export const updateSource = {
  name: 'updateSource',
  method: 'PATCH',
  alias: 'PUT',
  path: sourcePath,
  summary: 'Change a source; what is left out stays as it is',
  role: 'operator',
  parameters: SourceParameters,
  query: ChangeQuery,
  // The rules hold for the source that the body makes of the stored one: the handler has them checked.
  body: { schema: SourcePatch, check: (body) => ({ source: body }) },
  isConditional: true,
  isPlannable: true,
  success: 200,
  answer: Source,
  refusals: [
    ...changedSource,
    ...notAllowed,
    'quota-exceeded',
    'request-in-progress',
    'body-too-large',
    'unsupported-media-type',
    'target-account-unreachable',
  ],
} satisfies Endpoint<unknown, unknown, unknown, Source>;

export const deleteSource = {
  name: 'deleteSource',
  method: 'DELETE',
  path: sourcePath,
  summary: 'Delete a source and everything that was provisioned for it',
  role: 'operator',
  parameters: SourceParameters,
  query: DryRunQuery,
  isConditional: true,
  isPlannable: true,
  success: 200,
  answer: z.object({ message: z.literal('Success') }),
  refusals: [...wholeSource, 'source-busy', 'precondition-failed'],
} satisfies Endpoint;

export const getSourceStatus = {
  name: 'getSourceStatus',
  method: 'GET',
  path: `${sourcePath}/status`,
  summary: 'Tell whether a source runs and how well it is',
  role: 'viewer',
  parameters: SourceParameters,
  query: NoQuery,
  success: 200,
  answer: SourceStatus,
  refusals: [...wholeSource, 'target-account-unreachable'],
} satisfies Endpoint;

/** Every endpoint, in the order of the documentation. */
export const endpoints = [
  createSource,
  listSources,
  getSource,
  updateSource,
  deleteSource,
  startSource,
  stopSource,
  repairSource,
  getSourceStatus,
  getSourceMetrics,
  getSourceServiceInfo,
  getSourceThumbnail,
  getSourceProxy,
  listSourceEvents,
  listTargetAccounts,
  getTargetAccount,
  putTargetAccount,
  deleteTargetAccount,
  getOpenApi,
  getDocs,
] as const;
