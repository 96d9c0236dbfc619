import { type Principal, refusal } from './gate';
import { evaluate, namesPrincipal, type PolicyContext, type PolicyStatement } from './policy';

/** Who but the account of a bus may put events on it. */
export interface BusPolicy {
  busArn: string;
  statement: PolicyStatement;
}

/** An account and Region, each of which has a default bus. */
export interface BusPlace {
  account: string;
  region: string;
}

/** The ARN of a bus that is named, or given as an ARN already, in an account and Region. */
export function busArnOf(bus: string, { account, region }: BusPlace): string {
  return bus.startsWith('arn:') ? bus : `arn:aws:events:${region}:${account}:event-bus/${bus}`;
}

/** The account and Region in the ARN of a bus or a rule. */
export function placeOf(arn: string): BusPlace {
  const [, , , region = '', account = ''] = arn.split(':');
  return { account, region };
}

/** The name at the end of a bus's ARN. */
export function busNameOf(busArn: string): string {
  return busArn.split('/').at(-1) ?? busArn;
}

/**
 * Why a principal may not put events on a bus, or undefined if it may: its own policies have to allow it, and the policy
 * of the bus too where that is of another account.
 */
export function busRefusal(principal: Principal, busArn: string, policies: readonly BusPolicy[]): string | undefined {
  const { account, region } = placeOf(busArn);
  const required = { action: 'events:PutEvents', resource: busArn };
  return refusal(principal, required, region) ?? (principal.account === account ? undefined : stranger());

  function stranger(): string | undefined {
    const context: PolicyContext = { 'aws:PrincipalAccount': principal.account };
    const Statement = policies
      .filter((policy) => policy.busArn === busArn && namesPrincipal(policy.statement, principal))
      .map(({ statement }) => statement);
    if (evaluate([{ Statement }], { ...required, context }) === 'allow') return undefined;
    return `User: ${principal.arn} is not authorized to perform: events:PutEvents on resource: ${busArn} because no resource-based policy allows the events:PutEvents action`;
  }
}
