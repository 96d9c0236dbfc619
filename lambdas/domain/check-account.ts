import { RequestInvalid } from './errors';
import { type Fault, pointerTo, quoted } from './fault';
import type { Label } from './metadata';
import { repeated } from './rule';
import { faultsOf } from './schema-faults';
import { TargetAccountRequest } from './shown-account';
import type { AccountSettings, TargetAccountRecord } from './target-account';
import { isObject } from './wire';

type Checked = { source: TargetAccountRequest; faults?: undefined } | { source?: undefined; faults: Fault[] };

/** Judges the body of a PUT of a target account: what it parses to, or every fault that it has. */
export function checkAccount(body: unknown): Checked {
  const parsed = TargetAccountRequest.safeParse(body);
  const faults = isObject(body) ? brokenRules(body) : [];
  if (parsed.success) return faults.length === 0 ? { source: parsed.data } : { faults };
  return { faults: [...parsed.error.issues.flatMap((issue) => faultsOf(issue, body)), ...faults] };
}

const roleMembers = ['role-arn', 'mediaconnect-role-arn', 'vpc-role-arn'] as const;

function brokenRules(body: Record<string, unknown>): Fault[] {
  return [...rolesAreOfTheAccount(body), ...namedOnce(body)];
}

/** Roles cannot be handed to a service of another account. */
function rolesAreOfTheAccount(body: Record<string, unknown>): Fault[] {
  const account = body['aws-account-id'];
  return roleMembers.flatMap((member) => {
    const [, owner] = /^arn:aws:iam::(\d{12}):/.exec(String(body[member])) ?? [];
    if (typeof account !== 'string' || !/^\d{12}$/.test(account) || owner === undefined || owner === account) return [];
    return [{ pointer: `/${member}`, detail: `the role is in ${owner}; use one in aws-account-id, ${account}` }];
  });
}

function namedOnce({ regions, metadata }: Record<string, unknown>): Fault[] {
  const labels = isObject(metadata) ? textsOf(metadata.labels, (label) => (label as Label | null)?.key) : [];
  return [
    ...repeated(textsOf(regions, (region) => region)).map(({ value, index, first }) => ({
      pointer: pointerTo(['regions', index]),
      detail: `${quoted(value)} is Region ${first} of the list already; name each once`,
    })),
    ...repeated(labels).map(({ value, index, first }) => ({
      pointer: pointerTo(['metadata', 'labels', index, 'key']),
      detail: `${quoted(value)} is the key of label ${first} already; use each key once`,
    })),
  ];
}

function textsOf(list: unknown, textIn: (item: unknown) => unknown): { value: string | undefined; index: number }[] {
  return (Array.isArray(list) ? list : []).map((item, index) => {
    const text = textIn(item);
    return { value: typeof text === 'string' ? text : undefined, index };
  });
}

/** The settings of a body, without what only answers have. */
export function settingsOf(body: TargetAccountRequest): AccountSettings {
  const { id, 'external-id': externalId, verification, ...settings } = body;
  return settings;
}

/**
 * Throws `RequestInvalid` where a body names another account than its path, or an external id that is not the account's:
 * we make it, and nobody is to believe that another is in force.
 */
export function requireSameAccount(
  id: string,
  known: TargetAccountRecord | undefined,
  body: TargetAccountRequest,
): void {
  const faults: Fault[] = [];
  if (body.id !== undefined && body.id !== id) {
    faults.push({ pointer: '/id', detail: `is not the id of the path; use ${id}, or leave it out` });
  }
  const externalId = body['external-id'];
  if (externalId !== undefined && externalId !== known?.['external-id']) {
    const detail = 'is not the external id of the account, which is made here and stays; leave it out';
    faults.push({ pointer: '/external-id', detail });
  }
  if (faults.length > 0) throw new RequestInvalid(faults);
}

/** Which AWS accounts may send events to the deployment, as its bus admits them. */
export interface AdmittedAccounts {
  OWN_AWS_ACCOUNT: string;
  EVENT_ACCOUNTS: readonly string[];
  /** Whether a whole AWS organisation is admitted; who is of it cannot be seen from here. */
  EVENT_ORGANISATION: string;
}

/** Throws `RequestInvalid` for an AWS account whose events would not be admitted: its sources would never be heard of. */
export function requireAdmitted(settings: AccountSettings, admitted: AdmittedAccounts): void {
  const account = settings['aws-account-id'];
  const isAdmitted =
    account === admitted.OWN_AWS_ACCOUNT ||
    admitted.EVENT_ORGANISATION !== '' ||
    admitted.EVENT_ACCOUNTS.includes(account);
  if (isAdmitted) return;
  const detail = `${quoted(account)} may not send its events to this deployment; have it admitted by the setting EventAccounts or EventOrganisation first`;
  throw new RequestInvalid([{ pointer: '/aws-account-id', detail }]);
}
