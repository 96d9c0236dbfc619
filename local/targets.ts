import { type Role, refusal } from './aws/gate';
import type { DeadLetters, EventInvocations } from './event-invocations';
import type { InvokePermissions } from './invoke-permissions';
import { sessionOf } from './principals';
import type { Stack } from './template';
import type { Workflows } from './workflows';

/** Where the events of rules and schedules go. */
export interface Targets {
  events: EventInvocations;
  workflows: Workflows;
  deadLetters: DeadLetters;
}

/** Hands an event to the target of a rule; rejects if the target does not take it. A function's own failure is Lambda's to retry. */
export async function deliver(
  { events, workflows, deadLetters }: Targets,
  arn: string,
  event: unknown,
): Promise<unknown> {
  const text = JSON.stringify(event);
  switch (arn.split(':')[2]) {
    case 'lambda':
      return events.accept(arn, text);
    case 'states':
      return workflows.start(arn, text).executionArn;
    case 'sns':
    case 'sqs':
      return deadLetters.add(arn, event);
    default:
      throw new Error(`a rule's target ${arn} is not known here`);
  }
}

/** Throws, naming the rule, if a rule may not reach one of its targets; on AWS its events would be dropped in silence. */
export function checkTargets(stack: Stack, roles: Map<string, Role>, permissions: InvokePermissions): void {
  for (const { logicalId, arn: ruleArn, properties } of stack.of('AWS::Events::Rule')) {
    for (const { Arn, RoleArn } of (properties.Targets ?? []) as { Arn: string; RoleArn?: string }[]) {
      const [, , service] = Arn.split(':');
      if (service === 'lambda' && !permissions.allow(Arn, 'events.amazonaws.com', ruleArn)) {
        throw new Error(`${logicalId}: no AWS::Lambda::Permission lets it invoke ${Arn}`);
      }
      if (service !== 'states') continue;
      const role = roles.get(RoleArn ?? '');
      if (!role) throw new Error(`${logicalId}: the target ${Arn} needs a role of the template`);
      const required = { action: 'states:StartExecution', resource: Arn };
      const refused = refusal(sessionOf(role, logicalId, stack.account), required, stack.region);
      if (refused) throw new Error(`${logicalId}: ${refused}`);
    }
  }
}
