import {
  CreateFlowCommand,
  DeleteFlowCommand,
  DescribeFlowCommand,
  ListEntitlementsCommand,
  ListFlowsCommand,
  ListTagsForResourceCommand,
  MediaConnectClient,
  StartFlowCommand,
  StopFlowCommand,
} from '@aws-sdk/client-mediaconnect';
import type { DesiredFlow } from '../domain/flow';
import type { FlowDescription, FlowSourceDescription } from '../domain/flow-description';
import { count } from '../runtime/metrics';
import { clientsInTarget } from './target-sessions';
import { translateError } from './translate-error';
import { type Command, keepAnswer, sendBody, watchStatus } from './wire-body';

/** A flow as the service describes it, in its wire vocabulary; the members that the product reads. */
export type ServiceFlow = FlowDescription & {
  sources?: ServiceFlowSource[];
  maintenance?: {
    maintenanceDay?: string;
    maintenanceStartHour?: string;
    maintenanceDeadline?: string;
    maintenanceScheduledDate?: string;
  };
};

/** A flow source of it. */
export type ServiceFlowSource = FlowSourceDescription & { peerIpAddress?: string };

/** What DescribeFlow answers: the flow, and the errors that the service reports of it. */
export interface DescribedFlow {
  flow: ServiceFlow;
  errors: string[];
}

/** An attempt of a call, milliseconds: the service answers in less than a second. */
const callTimeout = 8_000;

/** Every MediaConnect call of the product passes here. */
const clientOf = clientsInTarget((settings) => new MediaConnectClient(settings));

type Sendable = Parameters<MediaConnectClient['send']>[0];

async function send<Answer>(region: string, maxAttempts: number, command: object, body?: object): Promise<Answer> {
  const answer = keepAnswer(command as Command);
  watchStatus(command as Command, (status) => {
    if (status === 429) count('MediaConnectThrottle');
  });
  if (body) sendBody(command as Command, body);
  const client = await clientOf(region, maxAttempts);
  const abortSignal = AbortSignal.timeout(callTimeout * maxAttempts);
  await client.send(command as Sendable, { abortSignal });
  return answer() as Answer;
}

/** Reads may be repeated by the client; a call that changes something is sent once, the workflow repeats it. */
export const read = <Answer>(region: string, command: object) => send<Answer>(region, 3, command);
export const mutate = <Answer>(region: string, command: object, body?: object) =>
  send<Answer>(region, 1, command, body);

/**
 * Creates a flow, sent once. Throws the client's own error: the caller must tell a refusal from a lost answer, since
 * the service has no token that would make a repeated create harmless.
 */
export async function createFlow({ region, type: _, feeds: __, ...body }: DesiredFlow): Promise<ServiceFlow> {
  const { flow } = await mutate<{ flow: ServiceFlow }>(region, new CreateFlowCommand({ Name: body.name }), body);
  return flow;
}

/** The flow and its errors, or undefined if MediaConnect does not know it. */
export async function describeFlow(region: string, flowArn: string): Promise<DescribedFlow | undefined> {
  try {
    const answer = await read<{ flow: ServiceFlow; messages?: { errors?: string[] } }>(
      region,
      new DescribeFlowCommand({ FlowArn: flowArn }),
    );
    return { flow: answer.flow, errors: answer.messages?.errors ?? [] };
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw translateError('DescribeFlow', error);
  }
}

/** What the service says is wrong with a flow, as one text that is never empty. */
export function flowErrors(described: DescribedFlow | undefined): string {
  return described?.errors.join(' ') || 'MediaConnect gave no reason.';
}

/** Every flow of the account and Region, by name and ARN; the service offers no filter. */
export async function* listFlows(region: string): AsyncGenerator<{ name: string; flowArn: string }> {
  let nextToken: string | undefined;
  do {
    const command = new ListFlowsCommand({ MaxResults: 100, NextToken: nextToken });
    const page = await read<{ flows?: { name: string; flowArn: string }[]; nextToken?: string }>(region, command).catch(
      (error) => {
        throw translateError('ListFlows', error);
      },
    );
    yield* page.flows ?? [];
    nextToken = page.nextToken;
  } while (nextToken);
}

/** The ARNs of the entitlements that other accounts have granted to this one, in the Region. */
export async function grantedEntitlements(region: string): Promise<Set<string>> {
  const granted = new Set<string>();
  let nextToken: string | undefined;
  do {
    const command = new ListEntitlementsCommand({ MaxResults: 100, NextToken: nextToken });
    const page = await read<{ entitlements?: { entitlementArn: string }[]; nextToken?: string }>(region, command).catch(
      (error) => {
        throw translateError('ListEntitlements', error);
      },
    );
    for (const { entitlementArn } of page.entitlements ?? []) granted.add(entitlementArn);
    nextToken = page.nextToken;
  } while (nextToken);
  return granted;
}

/** The tags of a flow or of a part of one; none if it is gone. The call draws on the account's five a second. */
export async function resourceTags(region: string, arn: string): Promise<Record<string, string>> {
  try {
    const { tags } = await read<{ tags?: Record<string, string> }>(
      region,
      new ListTagsForResourceCommand({ ResourceArn: arn }),
    );
    return tags ?? {};
  } catch (error) {
    if (isNotFound(error)) return {};
    throw translateError('ListTagsForResource', error);
  }
}

/** What came of asking for a transition: it began, the flow's state forbids it, or there is no flow. */
export type Transition =
  | { outcome: 'accepted'; status: string }
  | { outcome: 'refused'; reason: string }
  | { outcome: 'gone' };

async function transition(operation: string, region: string, flowArn: string, command: object): Promise<Transition> {
  try {
    const { status = '' } = await mutate<{ status?: string }>(region, command);
    return { outcome: 'accepted', status };
  } catch (error) {
    if (isNotFound(error)) return { outcome: 'gone' };
    const { name, message } = error as Error;
    // The service says "wrong state" with the error that it uses for bad input; the state tells which it is.
    if (name === 'BadRequestException') return { outcome: 'refused', reason: message };
    // The permission is on flows with our tags, and a flow that is gone has none: it is refused before it is missed.
    if (name === 'ForbiddenException' && !(await describeFlow(region, flowArn))) return { outcome: 'gone' };
    throw translateError(operation, error);
  }
}

export const startFlow = (region: string, flowArn: string) =>
  transition('StartFlow', region, flowArn, new StartFlowCommand({ FlowArn: flowArn }));

export const stopFlow = (region: string, flowArn: string) =>
  transition('StopFlow', region, flowArn, new StopFlowCommand({ FlowArn: flowArn }));

export const deleteFlow = (region: string, flowArn: string) =>
  transition('DeleteFlow', region, flowArn, new DeleteFlowCommand({ FlowArn: flowArn }));

function isNotFound(error: unknown): boolean {
  return (error as Error).name === 'NotFoundException';
}
