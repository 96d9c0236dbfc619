import { alarmPrefix } from '../domain/alarm';
import { rolePath, type TargetAccountRecord } from '../domain/target-account';
import type { FunctionName } from './environment';

export { rolePath };

/** The path of the roles of a deployment's functions that act in target accounts: the roles there trust it. */
export function functionRolePath(deploymentId: string): string {
  return `${rolePath}${deploymentId}/`;
}

/** The name of the role of a target account that MediaLive takes on; its path is that of all roles of the product. */
export function mediaLiveRoleName(targetAccountId: string): string {
  return `${targetAccountId}-medialive`;
}

/** The ARN of that role, which the account's access stack makes. */
export function mediaLiveRole(account: Pick<TargetAccountRecord, 'id' | 'aws-account-id' | 'role-arn'>): string {
  const [, partition] = account['role-arn'].split(':');
  return `arn:${partition}:iam::${account['aws-account-id']}:role${rolePath}${mediaLiveRoleName(account.id)}`;
}

/** What the permissions in a target account name: the account, what the deployment owns there, and what it may pass. */
export interface TargetOwned {
  partition: string;
  account: string;
  deploymentId: string;
  secretPrefix: string;
  /** The ARNs of the roles that MediaConnect takes on. */
  passedRoles: readonly string[];
  /** The ARN of the role that MediaLive takes on. */
  mediaLiveRole: string;
  /** What the names of the buckets for proxies begin with. */
  proxyBuckets: string;
}

/** A statement of an IAM policy that allows, as IAM writes it. */
export interface TargetStatement {
  Effect: 'Allow';
  Action: string[];
  Resource: string[];
  Condition?: Record<string, Record<string, string>>;
}

type Permission = (owned: TargetOwned) => TargetStatement[];

const allow = (Action: string[], Resource: string[], Condition?: TargetStatement['Condition']): TargetStatement => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...(Condition && { Condition }),
});
const mediaconnect = (...actions: string[]) => actions.map((action) => `mediaconnect:${action}`);
const flows = ({ partition, account }: TargetOwned) => `arn:${partition}:mediaconnect:*:${account}:flow:*`;
/** A part of a flow that has an ARN of its own kind. */
const parts = ({ partition, account }: TargetOwned, kind: 'source' | 'output' | 'entitlement') =>
  `arn:${partition}:mediaconnect:*:${account}:${kind}:*`;
/** The ARNs of its interfaces and media streams, which prolong their flow's after a slash, which no name has. */
const insides = (owned: TargetOwned) => `${flows(owned)}/*`;
const borne = ({ deploymentId }: TargetOwned) => ({ 'aws:ResourceTag/headworks:deployment': deploymentId });
const requested = ({ deploymentId }: TargetOwned) => ({ 'aws:RequestTag/headworks:deployment': deploymentId });
/** On every resource, since the service knows none for these actions. */
const anywhere =
  (...actions: string[]): Permission =>
  () => [allow(actions, ['*'])];
const onFlows =
  (...actions: string[]): Permission =>
  (owned) => [allow(mediaconnect(...actions), [flows(owned)])];
/** Changes of flows that bear the deployment's tag, and of no others. */
const onOwnFlows =
  (...actions: string[]): Permission =>
  (owned) => [allow(mediaconnect(...actions), [flows(owned)], { StringEquals: borne(owned) })];
/** On the deployment's own secrets, in every Region. */
const onSecrets =
  (...actions: string[]): Permission =>
  ({ partition, account, secretPrefix }) => [
    allow(
      actions.map((action) => `secretsmanager:${action}`),
      [`arn:${partition}:secretsmanager:*:${account}:secret:${secretPrefix}/*`],
    ),
  ];
const passRoles: Permission = ({ passedRoles }) => [
  allow(['iam:PassRole'], [...passedRoles], { StringEquals: { 'iam:PassedToService': 'mediaconnect.amazonaws.com' } }),
];

// To describe a flow takes no tag, so that one of which somebody took it is found.
const describeFlow = onFlows('DescribeFlow');
const readMetrics = anywhere('cloudwatch:GetMetricData');
const describeSubnets = anywhere('ec2:DescribeSubnets');
// Those that are named by a prefix are asked for of all.
const describeAlarms = anywhere('cloudwatch:DescribeAlarms');
// The service knows no resource for it, though it is given an ARN.
const listTags = anywhere('mediaconnect:ListTagsForResource');
const findFlows: readonly Permission[] = [anywhere('mediaconnect:ListFlows'), listTags];

const ownAlarms: Permission = ({ partition, account, deploymentId }) => [
  allow(
    ['PutMetricAlarm', 'DeleteAlarms', 'ListTagsForResource', 'TagResource'].map((action) => `cloudwatch:${action}`),
    [`arn:${partition}:cloudwatch:*:${account}:alarm:${alarmPrefix(deploymentId)}*`],
  ),
];

const addedInsides = ['AddFlowVpcInterfaces', 'AddFlowMediaStreams'];

/** Flows that bear the deployment's tag are created, and no others. */
const createFlow: Permission = (owned) => [
  // To tag is what makes a flow ours: nothing without our tag may be tagged, and nothing that bears another
  // deployment's. MediaConnect has no key that would tell tagging at creation from tagging later.
  allow(mediaconnect('CreateFlow', 'TagResource'), ['*'], {
    StringEquals: requested(owned),
    StringEqualsIfExists: borne(owned),
  }),
  // The parts of a new flow are tagged with labels alone. Their tags are texts: no permission looks at them.
  allow(mediaconnect('TagResource', 'AddFlowSources'), [parts(owned, 'source')]),
  allow(mediaconnect('TagResource', ...addedInsides), [insides(owned)]),
  // The actions that creating a flow with its parts takes beside its own: on no flow of another deployment.
  allow(mediaconnect('AddFlowSources', ...addedInsides), [flows(owned)], {
    StringEqualsIfExists: { ...requested(owned), ...borne(owned) },
  }),
];

/** What feeds egress flows. */
const feedChanges = ['AddFlowOutputs', 'UpdateFlowOutput', 'RemoveFlowOutput'];
const sourceChanges = ['AddFlowSources', 'UpdateFlowSource', 'RemoveFlowSource'];
const insideChanges = [
  ...['AddFlowVpcInterfaces', 'RemoveFlowVpcInterface'],
  ...['AddFlowMediaStreams', 'UpdateFlowMediaStream', 'RemoveFlowMediaStream'],
];
const labelling = ['TagResource', 'UntagResource'];

const changeFlow: readonly Permission[] = [
  // Labels are set and taken away with the same permission: no tag that says whose a flow is can be.
  (owned) => [
    allow(
      mediaconnect('UpdateFlow', ...sourceChanges, ...insideChanges, ...feedChanges, ...labelling),
      [flows(owned)],
      {
        StringEquals: borne(owned),
        'ForAllValues:StringNotLike': { 'aws:TagKeys': 'headworks:*' },
      },
    ),
  ],
  // A flow that has lost the deployment's tag is given it back, and none with the tag of another deployment.
  (owned) => [
    allow(mediaconnect('TagResource'), [flows(owned)], {
      StringEquals: requested(owned),
      StringEqualsIfExists: borne(owned),
    }),
  ],
  // IAM asks about a part too. It bears no tag of ours, and cannot be reached but through its flow.
  (owned) => [
    // One statement for both kinds, of which each action is about one: the session's policy has no room for two.
    allow(mediaconnect(...sourceChanges, ...insideChanges, ...labelling), [parts(owned, 'source'), insides(owned)]),
    allow(mediaconnect(...feedChanges), [parts(owned, 'output')]),
  ],
];

const removedInsides = ['RemoveFlowVpcInterface', 'RemoveFlowMediaStream'];

/**
 * Deleting a flow deletes its parts, and what others have put on it, each of which IAM asks about; they are taken from
 * none but our own.
 */
const removeParts: Permission = (owned) => [
  allow(
    mediaconnect('RemoveFlowSource', ...removedInsides, 'RemoveFlowOutput', 'RevokeFlowEntitlement'),
    [flows(owned)],
    { StringEquals: borne(owned) },
  ),
  allow(mediaconnect('RemoveFlowSource'), [parts(owned, 'source')]),
  allow(mediaconnect(...removedInsides), [insides(owned)]),
  allow(mediaconnect('RemoveFlowOutput'), [parts(owned, 'output')]),
  allow(mediaconnect('RevokeFlowEntitlement'), [parts(owned, 'entitlement')]),
];

const medialive = (...actions: string[]) => actions.map((action) => `medialive:${action}`);
/** Inputs and channels; each action is of one of the kinds. */
const inMediaLive = ({ partition, account }: TargetOwned) => [`arn:${partition}:medialive:*:${account}:*`];
const inMediaLiveAsItIs =
  (...actions: string[]): Permission =>
  (owned) => [allow(medialive(...actions), inMediaLive(owned))];
const describeChannel = inMediaLiveAsItIs('DescribeChannel');
const listProxies = anywhere(...medialive('ListInputs', 'ListChannels'));
const describeProxy: readonly Permission[] = [describeChannel, inMediaLiveAsItIs('DescribeInput')];

/** Inputs and channels that bear the deployment's tag are made, and no others; those that bear it are changed. */
const ensureProxy: readonly Permission[] = [
  ...describeProxy,
  listProxies,
  (owned) => [
    allow(medialive('CreateInput', 'CreateChannel', 'CreateTags'), inMediaLive(owned), {
      StringEquals: requested(owned),
      StringEqualsIfExists: borne(owned),
    }),
    allow(
      medialive(
        ...['UpdateInput', 'DeleteInput'],
        ...['UpdateChannel', 'StartChannel', 'StopChannel', 'DeleteChannel'],
      ),
      inMediaLive(owned),
      { StringEquals: borne(owned) },
    ),
  ],
  ({ mediaLiveRole }) => [
    allow(['iam:PassRole'], [mediaLiveRole], { StringEquals: { 'iam:PassedToService': 'medialive.amazonaws.com' } }),
  ],
];

/** On the buckets for proxies, and never on one of that name that somebody else's account has. */
const onProxies =
  (...actions: ('GetObject' | 'DeleteObject')[]): Permission =>
  ({ partition, account, proxyBuckets }) => {
    const buckets = `arn:${partition}:s3:::${proxyBuckets}-${account}-*`;
    const own = { StringEquals: { 'aws:ResourceAccount': account } };
    return [
      // Without the list, what is not there looks like what may not be read.
      allow(['s3:ListBucket'], [buckets], own),
      ...actions.map((action) => allow([`s3:${action}`], [`${buckets}/*`], own)),
    ];
  };

/**
 * What each function may do in a target account, beside nothing: the session in which it acts there allows this, and the
 * role that it takes on allows what all of them need together. A function without a row cannot act there.
 */
const permissions: Partial<Record<FunctionName, readonly Permission[]>> = {
  createSource: [
    onSecrets('CreateSecret', 'TagResource', 'PutResourcePolicy', 'GetSecretValue', 'DeleteSecret'),
    describeSubnets,
  ],
  getSource: [onSecrets('GetSecretValue'), describeFlow, listTags, describeAlarms],
  updateSource: [
    onSecrets('CreateSecret', 'TagResource', 'PutResourcePolicy', 'GetSecretValue', 'DeleteSecret'),
    ...[describeSubnets, describeFlow, readMetrics],
  ],
  deleteSource: [describeFlow],
  startSource: [describeFlow, describeAlarms, readMetrics, ...describeProxy],
  // A stop leaves alarms as they are, and whatever carries the stream.
  stopSource: [describeFlow, describeChannel],
  repairSource: [describeFlow, listTags, describeAlarms, readMetrics, ...describeProxy],
  getSourceStatus: [describeFlow, readMetrics, describeChannel, onProxies()],
  getSourceMetrics: [readMetrics],
  getSourceServiceInfo: [onFlows('DescribeFlowSourceMetadata')],
  getSourceThumbnail: [onFlows('DescribeFlowSourceThumbnail')],
  getSourceProxy: [describeFlow, readMetrics, describeChannel, onProxies('GetObject')],
  // What shows whether the account can be used at all.
  putTargetAccount: [anywhere('mediaconnect:ListFlows'), describeSubnets],
  preFlight: [describeSubnets, anywhere('mediaconnect:ListEntitlements')],
  ensureFlow: [describeFlow, ...findFlows, createFlow, passRoles],
  applyChanges: [describeFlow, readMetrics, listTags, describeSubnets, ...changeFlow, passRoles],
  observeFlow: [describeFlow],
  startFlow: [describeFlow, onOwnFlows('StartFlow')],
  stopFlow: [describeFlow, onOwnFlows('StopFlow')],
  deleteFlow: [describeFlow, onOwnFlows('DeleteFlow'), removeParts],
  findFlows,
  deleteSecrets: [onSecrets('DeleteSecret')],
  ensureAlarms: [describeAlarms, ownAlarms],
  ensureProxy: [...ensureProxy, onProxies('DeleteObject')],
  switchFlows: [describeFlow],
  recordFailure: [describeFlow],
  sweepSecrets: [onSecrets('DeleteSecret'), anywhere('secretsmanager:ListSecrets')],
  reconcile: [...findFlows, anywhere('secretsmanager:ListSecrets'), describeAlarms, listProxies],
};

/** The functions that act in target accounts. */
export const actingFunctions = Object.keys(permissions) as FunctionName[];

/** What a function may do in a target account. Throws for one that never acts there. */
export function targetStatements(name: FunctionName, owned: TargetOwned): TargetStatement[] {
  const row = permissions[name];
  if (!row) throw new Error(`${name} has no permission in target accounts`);
  return merged(row.flatMap((permission) => permission(owned)));
}

/** What the role that the functions take on in a target account may do: what all of them need together. */
export function allTargetStatements(owned: TargetOwned): TargetStatement[] {
  const all = new Set(Object.values(permissions).flat());
  return merged([...all].flatMap((permission) => permission(owned)));
}

/** STS takes no longer policy of a session, characters. */
export const sessionPolicyLimit = 2_048;

/** Actions that a pattern stands for in the policies of sessions, which would be too long otherwise: all that it fits. */
export const actionFamilies: Readonly<Record<string, readonly string[]>> = {
  'mediaconnect:*wMedia*': mediaconnect('AddFlowMediaStreams', 'RemoveFlowMediaStream', 'UpdateFlowMediaStream'),
  'mediaconnect:*wVpc*': mediaconnect('AddFlowVpcInterfaces', 'RemoveFlowVpcInterface'),
  'mediaconnect:*wOutput*': mediaconnect(...feedChanges),
  'mediaconnect:*agRes*': mediaconnect('TagResource', 'UntagResource'),
  'mediaconnect:*eFlowSource': mediaconnect('RemoveFlowSource', 'UpdateFlowSource'),
};

/** The policy of the session in which a function acts in a target account, as STS is given it. */
export function sessionPolicy(name: FunctionName, owned: TargetOwned): string {
  const statements = targetStatements(name, owned).map(({ Action, Resource, ...rest }) => ({
    ...rest,
    Action: lean(brief(Action)),
    Resource: lean(Resource),
  }));
  return JSON.stringify({ Version: '2012-10-17', Statement: statements });
}

const lean = (values: string[]) => (values.length === 1 ? values[0] : values);

function brief(actions: readonly string[]): string[] {
  const whole = Object.entries(actionFamilies).filter(([, family]) => family.every((each) => actions.includes(each)));
  const others = actions.filter((action) => !whole.some(([, family]) => family.includes(action)));
  return [...others, ...whole.map(([pattern]) => pattern)];
}

/** The same in as few statements as may be: a session's policy has room for so many characters only. */
function merged(statements: readonly TargetStatement[]): TargetStatement[] {
  const each = statements.flatMap((statement) =>
    statement.Resource.map((resource) => ({ ...statement, Resource: [resource] })),
  );
  const byResource = joined(each, ({ Resource, Condition }) => [Resource, Condition], 'Action');
  return joined(byResource, ({ Action, Condition }) => [Action, Condition], 'Resource');
}

/** Joins the statements that are alike in all but one member, whose values come together. */
function joined(
  statements: readonly TargetStatement[],
  likeness: (statement: TargetStatement) => unknown,
  member: 'Action' | 'Resource',
): TargetStatement[] {
  const found = new Map<string, TargetStatement>();
  for (const statement of statements) {
    const key = JSON.stringify(likeness(statement));
    const before = found.get(key)?.[member] ?? [];
    found.set(key, { ...statement, [member]: [...new Set([...before, ...statement[member]])].sort() });
  }
  return [...found.values()];
}
