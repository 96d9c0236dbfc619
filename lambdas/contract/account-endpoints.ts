import * as z from 'zod';
import { checkAccount } from '../domain/check-account';
import { TargetAccount, TargetAccountRequest } from '../domain/shown-account';
import type { Endpoint } from './endpoints';
import {
  AbandonQuery,
  AccountParameters,
  accountPath,
  accountsPath,
  NoQuery,
  OrganisationParameters,
  PageQuery,
} from './parameters';

export const listTargetAccounts = {
  name: 'listTargetAccounts',
  method: 'GET',
  path: accountsPath,
  summary: 'List the target accounts of an organisation',
  role: 'viewer',
  parameters: OrganisationParameters,
  query: PageQuery,
  success: 200,
  answer: z.object({ 'target-accounts': z.array(TargetAccount), 'last-evaluated-key': z.string().optional() }),
  refusals: [],
} satisfies Endpoint;

export const getTargetAccount = {
  name: 'getTargetAccount',
  method: 'GET',
  path: accountPath,
  summary: 'Read a target account, and whether it can be used',
  role: 'viewer',
  parameters: AccountParameters,
  query: NoQuery,
  success: 200,
  answer: TargetAccount,
  refusals: ['target-account-not-found'],
} satisfies Endpoint;

export const putTargetAccount = {
  name: 'putTargetAccount',
  method: 'PUT',
  path: accountPath,
  summary: 'Register a target account, or change it and have it verified',
  role: 'admin',
  parameters: AccountParameters,
  query: NoQuery,
  body: { schema: TargetAccountRequest, check: (body) => checkAccount(body) },
  isConditional: true,
  success: 200,
  created: 201,
  answer: TargetAccount,
  refusals: [
    'target-account-in-use',
    'quota-exceeded',
    'request-in-progress',
    'precondition-failed',
    'body-too-large',
    'unsupported-media-type',
  ],
} satisfies Endpoint<unknown, unknown, TargetAccountRequest, TargetAccount>;

export const deleteTargetAccount = {
  name: 'deleteTargetAccount',
  method: 'DELETE',
  path: accountPath,
  summary: 'Remove a target account that has no sources, or abandon them',
  role: 'admin',
  parameters: AccountParameters,
  query: AbandonQuery,
  isConditional: true,
  success: 200,
  answer: z.object({ message: z.literal('Success'), 'left-behind': z.array(z.string()).optional() }),
  refusals: ['target-account-not-found', 'target-account-in-use', 'request-in-progress', 'precondition-failed'],
} satisfies Endpoint;
