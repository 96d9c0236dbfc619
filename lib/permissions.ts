import { Stack } from 'aws-cdk-lib';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import { alarmPrefix } from '../lambdas/contract/alarm-names';
import type { HeadworksFunction } from './headworks-function';
import type { SourceTable } from './source-table';

/** What the deployment owns in the account, as its functions are told it. */
export interface Ownership {
  DEPLOYMENT_ID: string;
  SECRET_PREFIX: string;
}

type TableAction = 'BatchGetItem' | 'GetItem' | 'PutItem' | 'Query' | 'UpdateItem';

/** Lets a function do to the table's items what it does, and nothing else. */
export function allowTable(target: HeadworksFunction, table: SourceTable, ...actions: TableAction[]): void {
  target.allow(
    actions.map((action) => `dynamodb:${action}`),
    [table.tableArn],
  );
}

/** Lets a function query one index of the table. */
export function allowIndex(target: HeadworksFunction, table: SourceTable, index: 'listed' | 'unsettled'): void {
  target.allow(['dynamodb:Query'], [table.index(index)]);
}

/** Lets a function call Secrets Manager on the deployment's own secrets, in every Region. */
export function allowSecrets(target: HeadworksFunction, ownership: Ownership, ...actions: string[]): void {
  const { partition, account } = Stack.of(target);
  const secrets = `arn:${partition}:secretsmanager:*:${account}:secret:${ownership.SECRET_PREFIX}/*`;
  target.allow(
    actions.map((action) => `secretsmanager:${action}`),
    [secrets],
  );
  target.acceptPattern("Secrets are made at run time; the pattern is the deployment's own prefix.", secrets);
}

/** Lets a function look at flows; to describe one takes no tag, so that a flow of which somebody took it is found. */
export function allowDescribeFlow(target: HeadworksFunction): void {
  target.allow(['mediaconnect:DescribeFlow'], [flows(target)]);
}

/** Lets a function look at what flows carry. */
export function allowSeeStream(
  target: HeadworksFunction,
  action: 'DescribeFlowSourceMetadata' | 'DescribeFlowSourceThumbnail',
): void {
  target.allow([`mediaconnect:${action}`], [flows(target)]);
}

/** Lets a function read metrics; CloudWatch knows no resource for that. */
export function allowReadMetrics(target: HeadworksFunction): void {
  target.allow(['cloudwatch:GetMetricData'], ['*']);
}

/**
 * Lets a function that plans learn which of two flow sources carries the stream: by what is observed of the source, and by
 * a look that it shares with all who ask. The look at the flow itself is `allowDescribeFlow`.
 */
export function allowKnowReception(target: HeadworksFunction, table: SourceTable): void {
  allowTable(target, table, 'BatchGetItem', 'GetItem', 'PutItem', 'UpdateItem');
  allowReadMetrics(target);
}

/** Lets a function look at alarms: those that it names by a prefix are asked for of all. */
export function allowDescribeAlarms(target: HeadworksFunction): void {
  target.allow(['cloudwatch:DescribeAlarms'], ['*']);
}

/** Lets a function make, change and remove alarms that bear the deployment's name, and tag them as it makes them. */
export function allowOwnAlarms(target: HeadworksFunction, { DEPLOYMENT_ID }: Ownership): void {
  const { partition, account } = Stack.of(target);
  const alarms = `arn:${partition}:cloudwatch:*:${account}:alarm:${alarmPrefix(DEPLOYMENT_ID)}*`;
  const actions = ['PutMetricAlarm', 'DeleteAlarms', 'ListTagsForResource', 'TagResource'];
  target.allow(
    actions.map((action) => `cloudwatch:${action}`),
    [alarms],
  );
  target.acceptPattern("Alarms are made at run time; the pattern is the deployment's own prefix.", alarms);
}

/** Lets a function look at subnets; EC2 knows no resource for that. */
export function allowDescribeSubnets(target: HeadworksFunction): void {
  target.allow(['ec2:DescribeSubnets'], ['*']);
}

/** Lets a function see which entitlements are granted to the account; the list knows no resource. */
export function allowListEntitlements(target: HeadworksFunction): void {
  target.allow(['mediaconnect:ListEntitlements'], ['*']);
}

/** Lets a function look at the tags of flows and of their parts. */
export function allowListTags(target: HeadworksFunction): void {
  target.allow(['mediaconnect:ListTagsForResource'], [flows(target), ...partKinds(target)]);
}

/** Lets a function look through the account's flows and their tags. */
export function allowFindFlows(target: HeadworksFunction): void {
  // ListFlows knows no resource.
  target.allow(['mediaconnect:ListFlows'], ['*']).allow(['mediaconnect:ListTagsForResource'], [flows(target)]);
}

/** Lets a function change flows that bear the deployment's tag, and no others. */
export function allowOwnFlows(
  target: HeadworksFunction,
  ownership: Ownership,
  action: 'StartFlow' | 'StopFlow' | 'DeleteFlow',
): void {
  target.allow([`mediaconnect:${action}`], [flows(target)], ownFlows(ownership));
}

/** The condition that a flow bears the deployment's tag. */
function ownFlows({ DEPLOYMENT_ID }: Ownership) {
  return { StringEquals: { 'aws:ResourceTag/headworks:deployment': DEPLOYMENT_ID } };
}

/** Lets a function create flows that bear the deployment's tag, and hand MediaConnect its two roles. */
export function allowCreateFlow(target: HeadworksFunction, ownership: Ownership, roles: readonly IRole[]): void {
  // To tag is what makes a flow ours: nothing without our tag may be tagged, and nothing that bears another
  // deployment's. MediaConnect has no key that would tell tagging at creation from tagging later.
  target.allow(['mediaconnect:CreateFlow', 'mediaconnect:TagResource'], ['*'], {
    StringEquals: { 'aws:RequestTag/headworks:deployment': ownership.DEPLOYMENT_ID },
    StringEqualsIfExists: { 'aws:ResourceTag/headworks:deployment': ownership.DEPLOYMENT_ID },
  });
  // The parts of a new flow are tagged with labels alone. Their tags are texts: no permission looks at them.
  target.allow(['mediaconnect:TagResource'], partKinds(target));
  allowParts(target, 'AddFlowSources', 'AddFlowVpcInterfaces', 'AddFlowMediaStreams');
  allowPassRoles(target, roles);
}

/** Lets a function change flows that bear the deployment's tag, part by part, and hand MediaConnect its two roles. */
export function allowChangeFlow(target: HeadworksFunction, ownership: Ownership, roles: readonly IRole[]): void {
  const actions = [
    'UpdateFlow',
    ...['AddFlowSources', 'UpdateFlowSource', 'RemoveFlowSource'],
    ...['AddFlowVpcInterfaces', 'RemoveFlowVpcInterface'],
    ...['AddFlowMediaStreams', 'UpdateFlowMediaStream', 'RemoveFlowMediaStream'],
  ].map((action) => `mediaconnect:${action}`);
  target.allow(actions, [flows(target)], ownFlows(ownership));
  // A part bears no tag of ours; it cannot be reached but through its flow.
  target.allow([...actions, 'mediaconnect:TagResource', 'mediaconnect:UntagResource'], partKinds(target));
  allowTagFlow(target, ownership);
  allowPassRoles(target, roles);
}

/**
 * Lets a function label the deployment's own flows, and give back the deployment's tag to one that has lost it: to no
 * flow with the tag of another deployment. It takes away no tag that says whose a flow is.
 */
function allowTagFlow(target: HeadworksFunction, ownership: Ownership): void {
  const requested = { 'aws:RequestTag/headworks:deployment': ownership.DEPLOYMENT_ID };
  const borne = { 'aws:ResourceTag/headworks:deployment': ownership.DEPLOYMENT_ID };
  target.allow(['mediaconnect:TagResource'], [flows(target)], {
    StringEquals: borne,
    StringEqualsIfExists: requested,
  });
  target.allow(['mediaconnect:TagResource'], [flows(target)], {
    StringEquals: requested,
    StringEqualsIfExists: borne,
  });
  target.allow(['mediaconnect:UntagResource'], [flows(target)], {
    StringEquals: borne,
    'ForAllValues:StringNotLike': { 'aws:TagKeys': 'headworks:*' },
  });
}

function allowPassRoles(target: HeadworksFunction, roles: readonly IRole[]): void {
  target.allow(
    ['iam:PassRole'],
    roles.map(({ roleArn }) => roleArn),
    { StringEquals: { 'iam:PassedToService': 'mediaconnect.amazonaws.com' } },
  );
}

/** Deleting a flow deletes its parts, each of which IAM asks about. */
export function allowRemoveParts(target: HeadworksFunction): void {
  allowParts(
    target,
    'RemoveFlowSource',
    'RemoveFlowVpcInterface',
    'RemoveFlowMediaStream',
    'RemoveFlowOutput',
    'RevokeFlowEntitlement',
  );
}

/** The parts of a flow have ARNs of their own kinds, which begin alike only up to the account. */
function allowParts(target: HeadworksFunction, ...actions: string[]): void {
  const { partition, account } = Stack.of(target);
  const parts = `arn:${partition}:mediaconnect:*:${account}:*`;
  target.allow(
    actions.map((action) => `mediaconnect:${action}`),
    [parts],
  );
  target.acceptPattern('The parts of flows are made at run time, each kind with ARNs of its own.', parts);
}

/** The ARNs of a flow's own parts: a flow source has one of its kind, the others prolong their flow's. */
function partKinds(target: HeadworksFunction): string[] {
  const { partition, account } = Stack.of(target);
  const parts = ['source:*', 'flow:*/vpcInterface/*', 'flow:*/mediaStream/*'].map(
    (part) => `arn:${partition}:mediaconnect:*:${account}:${part}`,
  );
  target.acceptPattern('The parts of flows are made at run time, in the Region that a source names.', ...parts);
  return parts;
}

function flows(target: HeadworksFunction): string {
  const { partition, account } = Stack.of(target);
  const pattern = `arn:${partition}:mediaconnect:*:${account}:flow:*`;
  target.acceptPattern('Flows are made at run time, in the Region that a source names.', pattern);
  return pattern;
}
