import * as mediaconnect from '@aws-sdk/client-mediaconnect';
import type { FunctionName } from '../../lambdas/contract/environment';
import { environments } from '../../lambdas/contract/environment';
import {
  actingFunctions,
  actionFamilies,
  sessionPolicy,
  sessionPolicyLimit,
  targetStatements,
} from '../../lambdas/contract/target-permissions';
import { evaluate, type PolicyDocument, type PolicyQuestion } from '../../local/aws/policy';
import { synthesised } from '../support/synthesised';

const stack = synthesised();
const account = '111122223333';
const ours = 'Headworks@eu-west-1';
const owned = {
  partition: 'aws',
  account,
  deploymentId: ours,
  secretPrefix: 'headworks/Headworks',
  passedRoles: ['secrets', 'vpc'].map((name) => `arn:aws:iam::${account}:role/headworks/a1-${name}`),
  mediaLiveRole: `arn:aws:iam::${account}:role/headworks/a1-medialive`,
  proxyBuckets: 'headworks-0123456789ab',
};

const changingSecrets = ['CreateSecret', 'DeleteSecret', 'GetSecretValue', 'PutResourcePolicy', 'TagResource'].map(
  (action) => `secretsmanager:${action}`,
);

const readMetrics = 'cloudwatch:GetMetricData';
const describeProxy = ['medialive:DescribeChannel', 'medialive:DescribeInput'];

/** What functions do in target accounts; the others do nothing there. */
const serviceActions: Partial<Record<FunctionName, string[]>> = {
  createSource: ['ec2:DescribeSubnets', ...changingSecrets],
  updateSource: [readMetrics, 'ec2:DescribeSubnets', 'mediaconnect:DescribeFlow', ...changingSecrets],
  deleteSource: ['mediaconnect:DescribeFlow'],
  startSource: ['cloudwatch:DescribeAlarms', readMetrics, 'mediaconnect:DescribeFlow', ...describeProxy],
  stopSource: ['mediaconnect:DescribeFlow', 'medialive:DescribeChannel'],
  repairSource: [
    'cloudwatch:DescribeAlarms',
    readMetrics,
    'mediaconnect:DescribeFlow',
    'mediaconnect:ListTagsForResource',
    ...describeProxy,
  ],
  getSource: [
    'cloudwatch:DescribeAlarms',
    'mediaconnect:DescribeFlow',
    'mediaconnect:ListTagsForResource',
    'secretsmanager:GetSecretValue',
  ],
  getSourceStatus: [readMetrics, 'mediaconnect:DescribeFlow', 'medialive:DescribeChannel', 's3:ListBucket'],
  getSourceMetrics: [readMetrics],
  getSourceServiceInfo: ['mediaconnect:DescribeFlowSourceMetadata'],
  getSourceThumbnail: ['mediaconnect:DescribeFlowSourceThumbnail'],
  getSourceProxy: [
    readMetrics,
    'mediaconnect:DescribeFlow',
    'medialive:DescribeChannel',
    's3:GetObject',
    's3:ListBucket',
  ],
  ensureProxy: [
    'iam:PassRole',
    'medialive:CreateChannel',
    'medialive:CreateInput',
    'medialive:CreateTags',
    'medialive:DeleteChannel',
    'medialive:DeleteInput',
    'medialive:DescribeChannel',
    'medialive:DescribeInput',
    'medialive:ListChannels',
    'medialive:ListInputs',
    'medialive:StartChannel',
    'medialive:StopChannel',
    'medialive:UpdateChannel',
    'medialive:UpdateInput',
    's3:DeleteObject',
    's3:ListBucket',
  ],
  putTargetAccount: ['ec2:DescribeSubnets', 'mediaconnect:ListFlows'],
  preFlight: ['ec2:DescribeSubnets', 'mediaconnect:ListEntitlements'],
  applyChanges: [
    readMetrics,
    'ec2:DescribeSubnets',
    'iam:PassRole',
    'mediaconnect:AddFlowMediaStreams',
    'mediaconnect:AddFlowOutputs',
    'mediaconnect:AddFlowSources',
    'mediaconnect:AddFlowVpcInterfaces',
    'mediaconnect:DescribeFlow',
    'mediaconnect:ListTagsForResource',
    'mediaconnect:RemoveFlowMediaStream',
    'mediaconnect:RemoveFlowOutput',
    'mediaconnect:RemoveFlowSource',
    'mediaconnect:RemoveFlowVpcInterface',
    'mediaconnect:TagResource',
    'mediaconnect:UntagResource',
    'mediaconnect:UpdateFlow',
    'mediaconnect:UpdateFlowMediaStream',
    'mediaconnect:UpdateFlowOutput',
    'mediaconnect:UpdateFlowSource',
  ],
  ensureFlow: [
    'iam:PassRole',
    'mediaconnect:AddFlowMediaStreams',
    'mediaconnect:AddFlowSources',
    'mediaconnect:AddFlowVpcInterfaces',
    'mediaconnect:CreateFlow',
    'mediaconnect:DescribeFlow',
    'mediaconnect:ListFlows',
    'mediaconnect:ListTagsForResource',
    'mediaconnect:TagResource',
  ],
  ensureAlarms: [
    'cloudwatch:DeleteAlarms',
    'cloudwatch:DescribeAlarms',
    'cloudwatch:ListTagsForResource',
    'cloudwatch:PutMetricAlarm',
    'cloudwatch:TagResource',
  ],
  observeFlow: ['mediaconnect:DescribeFlow'],
  recordFailure: ['mediaconnect:DescribeFlow'],
  startFlow: ['mediaconnect:DescribeFlow', 'mediaconnect:StartFlow'],
  stopFlow: ['mediaconnect:DescribeFlow', 'mediaconnect:StopFlow'],
  deleteFlow: [
    'mediaconnect:DeleteFlow',
    'mediaconnect:DescribeFlow',
    'mediaconnect:RemoveFlowMediaStream',
    'mediaconnect:RemoveFlowOutput',
    'mediaconnect:RemoveFlowSource',
    'mediaconnect:RemoveFlowVpcInterface',
    'mediaconnect:RevokeFlowEntitlement',
  ],
  findFlows: ['mediaconnect:ListFlows', 'mediaconnect:ListTagsForResource'],
  switchFlows: ['mediaconnect:DescribeFlow'],
  deleteSecrets: ['secretsmanager:DeleteSecret'],
  reconcile: [
    'cloudwatch:DescribeAlarms',
    'mediaconnect:ListFlows',
    'mediaconnect:ListTagsForResource',
    'medialive:ListChannels',
    'medialive:ListInputs',
    'secretsmanager:ListSecrets',
  ],
  sweepSecrets: ['secretsmanager:DeleteSecret', 'secretsmanager:ListSecrets'],
};

const role = stack
  .of('AWS::IAM::Role')
  .find(({ properties }) => properties.Description === 'The functions of Headworks act in this account');

/** The policy of the role in the deployment's own account. */
const rolePolicy = rolePolicyOf();
const sessionOf = (name: FunctionName): PolicyDocument => JSON.parse(sessionPolicy(name, owned));

function rolePolicyOf(): PolicyDocument {
  const attached = stack
    .of('AWS::IAM::Policy')
    .filter(({ properties }) => properties.Roles.some(({ Ref }: { Ref: string }) => Ref === role?.logicalId));
  const Statement = attached.flatMap(({ properties }) => properties.PolicyDocument.Statement);
  const [secrets = '', vpc = ''] = owned.passedRoles;
  return JSON.parse(
    JSON.stringify({ Statement })
      .replaceAll('{"Ref":"AWS::Region"}', '"eu-west-1"')
      .replaceAll('{"Ref":"AWS::Partition"}', '"aws"')
      .replaceAll('{"Ref":"AWS::AccountId"}', JSON.stringify(account))
      .replace(/\{"Fn::GetAtt":\["\w*Secrets\w*","Arn"\]\}/g, JSON.stringify(secrets))
      .replace(/\{"Fn::GetAtt":\["\w*Vpc\w*","Arn"\]\}/g, JSON.stringify(vpc))
      .replace(/\{"Fn::GetAtt":\["MediaLive\w*","Arn"\]\}/g, JSON.stringify(owned.mediaLiveRole))
      .replace(/\{"Fn::Select":\[4,.*?"AWS::StackId"\}\]\}\]\}\]\}\]\}/g, '"0123456789ab"'),
    (_name, value) => value?.['Fn::Join']?.[1].join('') ?? value,
  );
}

/** What comes of a call that a function makes in the account: role and session have to allow it. */
function decided(name: FunctionName, question: PolicyQuestion): 'allow' | 'deny' {
  const decisions = [rolePolicy, sessionOf(name)].map((policy) => evaluate([policy], question));
  return decisions.every((decision) => decision === 'allow') ? 'allow' : 'deny';
}

/** Every action that anybody may take in a target account, and something to take it on, as the one who may has it. */
const everything = [...new Set(Object.values(serviceActions).flat())].sort();
const flowArn = `arn:aws:mediaconnect:eu-west-1:${account}:flow:1-a:news`;
const resources = [
  '*',
  flowArn,
  `arn:aws:secretsmanager:eu-west-1:${account}:secret:headworks/Headworks/a-source/a-secret-AbCdEf`,
  `arn:aws:cloudwatch:eu-west-1:${account}:alarm:headworks-${ours}-a-source-x`,
  ...owned.passedRoles,
];
const proxyResources = [
  `arn:aws:medialive:eu-west-1:${account}:channel:1`,
  `arn:aws:s3:::${owned.proxyBuckets}-${account}-eu-west-1`,
  `arn:aws:s3:::${owned.proxyBuckets}-${account}-eu-west-1/a-source/proxy_360p.m3u8`,
  owned.mediaLiveRole,
];
const permitting = {
  'aws:ResourceTag/headworks:deployment': ours,
  'aws:RequestTag/headworks:deployment': ours,
  'iam:PassedToService': 'mediaconnect.amazonaws.com',
};
const permittingProxies = {
  ...permitting,
  'iam:PassedToService': 'medialive.amazonaws.com',
  'aws:ResourceAccount': account,
};
const isAllowed = (name: FunctionName, action: string) =>
  resources.some((resource) => decided(name, { action, resource, context: permitting }) === 'allow') ||
  proxyResources.some((resource) => decided(name, { action, resource, context: permittingProxies }) === 'allow');

describe('in a target account', () => {
  it('act the functions that have something to do there, and are told what the deployment owns', () => {
    expect([...actingFunctions].sort()).toEqual(Object.keys(serviceActions).sort());
    for (const name of actingFunctions)
      expect(Object.keys(environments[name].shape)).toEqual(expect.arrayContaining(['DEPLOYMENT_ID', 'SECRET_PREFIX']));
  });

  describe.each(actingFunctions)('%s', (name) => {
    it('may do what it does, and nothing that others do', () => {
      const may = everything.filter((action) => isAllowed(name, action));
      expect(may).toEqual(serviceActions[name]);
    });

    it('may do no more in its session than its row says, action by action', () => {
      const named = targetStatements(name, owned).flatMap(({ Action }) => Action);
      expect([...new Set(named)].sort()).toEqual(serviceActions[name]);
      for (const action of named) expect(action).not.toContain('*');
    });

    it('is let in by the trust of the role, by the path of its own role', () => {
      const [statement, ...others] = role?.properties.AssumeRolePolicyDocument.Statement ?? [];
      expect(others).toEqual([]);
      expect(statement.Condition.StringEquals).toHaveProperty(['sts:ExternalId']);
      const { properties } = stack.functionOf(name);
      const [roleId] = properties.Role['Fn::GetAtt'];
      const { Path } = stack.of('AWS::IAM::Role').find(({ logicalId }) => logicalId === roleId)?.properties ?? {};
      const trusted = JSON.stringify(statement.Condition.ArnLike['aws:PrincipalArn']);
      const texts = (value: unknown) => JSON.stringify(value).replace(/^.*?(\/headworks\/)/, '$1');
      expect(texts(trusted).replaceAll('\\', '')).toContain(texts(Path).replace(/"\]\]\}$/, ''));
    });

    it('has a session that STS takes, whatever the names', () => {
      const longest = {
        partition: 'aws-us-gov',
        account,
        deploymentId: `${'s'.repeat(64)}@ap-northeast-1`,
        secretPrefix: `headworks/${'s'.repeat(64)}`,
        passedRoles: ['1', '2'].map((end) => `${'r'.repeat(127)}${end}`),
        mediaLiveRole: `arn:aws-us-gov:iam::${account}:role/headworks/${'r'.repeat(36)}-medialive`,
        proxyBuckets: 'headworks-0123456789ab',
      };
      expect(sessionPolicy(name, longest).length).toBeLessThanOrEqual(sessionPolicyLimit);
    });
  });

  it('stand patterns of actions for all that they fit, and for nothing else', () => {
    const operations = Object.keys(mediaconnect)
      .filter((each) => each.endsWith('Command'))
      .map((each) => `mediaconnect:${each.replace(/Command$/, '')}`);
    expect(operations.length).toBeGreaterThan(50);
    for (const [Action, family] of Object.entries(actionFamilies)) {
      const policy: PolicyDocument = { Statement: { Effect: 'Allow', Action, Resource: '*' } };
      const fit = operations.filter((action) => evaluate([policy], { action, resource: '*', context: {} }) === 'allow');
      expect(fit.sort()).toEqual([...family].sort());
    }
  });

  it('are secrets reached under the prefix of this deployment only', () => {
    const question = { action: 'secretsmanager:GetSecretValue', context: {} };
    const secret = `arn:aws:secretsmanager:eu-west-1:${account}:secret:`;
    expect(decided('getSource', { ...question, resource: `${secret}headworks/Headworks/x` })).toBe('allow');
    for (const other of ['headworks/Other/x', 'else', 'headworks/Headworks'])
      expect(decided('getSource', { ...question, resource: `${secret}${other}` })).toBe('deny');
  });

  it.each([
    ['ensureFlow', owned.passedRoles[0], 'mediaconnect.amazonaws.com', 'allow'],
    ['applyChanges', owned.passedRoles[1], 'mediaconnect.amazonaws.com', 'allow'],
    ['ensureFlow', owned.passedRoles[0], 'lambda.amazonaws.com', 'deny'],
    ['ensureFlow', `arn:aws:iam::${account}:role/administrator`, 'mediaconnect.amazonaws.com', 'deny'],
    ['createSource', owned.passedRoles[0], 'mediaconnect.amazonaws.com', 'deny'],
    ['ensureProxy', owned.mediaLiveRole, 'medialive.amazonaws.com', 'allow'],
    ['ensureProxy', owned.mediaLiveRole, 'mediaconnect.amazonaws.com', 'deny'],
    ['ensureProxy', owned.passedRoles[0], 'medialive.amazonaws.com', 'deny'],
  ] as const)('does %s hand on the role %s to %s: %s', (name, resource = '', service, decision) => {
    const context = { 'iam:PassedToService': service };
    expect(decided(name, { action: 'iam:PassRole', resource, context })).toBe(decision);
  });

  it.each([
    ['startFlow', 'StartFlow'],
    ['stopFlow', 'StopFlow'],
    ['deleteFlow', 'DeleteFlow'],
    ['deleteFlow', 'RemoveFlowSource'],
    ['deleteFlow', 'RemoveFlowOutput'],
    ['deleteFlow', 'RevokeFlowEntitlement'],
    ['applyChanges', 'RemoveFlowSource'],
    ['applyChanges', 'AddFlowOutputs'],
    ['applyChanges', 'UpdateFlowOutput'],
    ['applyChanges', 'RemoveFlowOutput'],
  ] as const)('does %s do so to flows of this deployment only', (name, operation) => {
    const of = (deployment: string) => ({ 'aws:ResourceTag/headworks:deployment': deployment });
    const question = { action: `mediaconnect:${operation}`, resource: flowArn };
    expect(decided(name, { ...question, context: of(ours) })).toBe('allow');
    expect(decided(name, { ...question, context: of('theirs') })).toBe('deny');
    expect(decided(name, { ...question, context: {} })).toBe('deny');
  });
});

it.each([
  'UpdateInput',
  'DeleteInput',
  'UpdateChannel',
  'StartChannel',
  'StopChannel',
  'DeleteChannel',
])('does %s to what this deployment made only', (operation) => {
  const resource = `arn:aws:medialive:eu-west-1:${account}:${operation.endsWith('Input') ? 'input' : 'channel'}:1`;
  const of = (context: Record<string, string>) =>
    decided('ensureProxy', { action: `medialive:${operation}`, resource, context });
  expect(of({ 'aws:ResourceTag/headworks:deployment': ours })).toBe('allow');
  expect([of({ 'aws:ResourceTag/headworks:deployment': 'theirs' }), of({})]).toEqual(['deny', 'deny']);
});

it('makes nothing in MediaLive without our tag, and marks nothing of others with it', () => {
  const resource = `arn:aws:medialive:eu-west-1:${account}:channel:1`;
  const asked = { 'aws:RequestTag/headworks:deployment': ours };
  for (const action of ['medialive:CreateChannel', 'medialive:CreateTags']) {
    const of = (context: Record<string, string>) => decided('ensureProxy', { action, resource, context });
    expect(of(asked)).toBe('allow');
    expect(of({})).toBe('deny');
    expect(of({ ...asked, 'aws:ResourceTag/headworks:deployment': 'theirs' })).toBe('deny');
  }
});

it.each([
  ['its own buckets', `arn:aws:s3:::${owned.proxyBuckets}-${account}-us-east-1/x/y`, account, 'allow'],
  [
    'one of its name in another account',
    `arn:aws:s3:::${owned.proxyBuckets}-${account}-us-east-1/x/y`,
    '999988887777',
    'deny',
  ],
  ['those of another deployment', `arn:aws:s3:::headworks-ffffffffffff-${account}-us-east-1/x/y`, account, 'deny'],
  ['those of others', 'arn:aws:s3:::theirs/x', account, 'deny'],
])('reads proxies in %s: %s', (_name, resource, owner, decision) => {
  const context = { 'aws:ResourceAccount': owner };
  expect(decided('getSourceProxy', { action: 's3:GetObject', resource, context })).toBe(decision);
});

it('creates flows with parts, and adds none to a flow of another deployment', () => {
  const question = { action: 'mediaconnect:AddFlowSources', resource: flowArn };
  expect(decided('ensureFlow', { ...question, context: {} })).toBe('allow');
  for (const kind of ['RequestTag', 'ResourceTag']) {
    const context = { [`aws:${kind}/headworks:deployment`]: 'theirs' };
    expect(decided('ensureFlow', { ...question, context })).toBe('deny');
  }
});

describe('the policies of role and session', () => {
  const flow = 'arn:aws:mediaconnect:eu-west-1:111122223333:flow:1-a:news';
  const source = flow.replace(':flow:', ':source:');
  const tag = (kind: 'RequestTag' | 'ResourceTag', value: string) => ({
    [`aws:${kind}/headworks:deployment`]: value,
  });
  const asOurs = tag('RequestTag', ours);

  describe('let ensureFlow', () => {
    it.each<[string, string, string, Record<string, string>, 'allow' | 'deny']>([
      ['create a flow with our tag', 'CreateFlow', flow, asOurs, 'allow'],
      ['create none with the tag of another deployment', 'CreateFlow', flow, tag('RequestTag', 'theirs'), 'deny'],
      ['create none without', 'CreateFlow', flow, {}, 'deny'],
      ['tag a new flow as ours', 'TagResource', flow, asOurs, 'allow'],
      ['tag what is ours as ours', 'TagResource', flow, { ...asOurs, ...tag('ResourceTag', ours) }, 'allow'],
      [
        'tag no flow of another deployment',
        'TagResource',
        flow,
        { ...asOurs, ...tag('ResourceTag', 'theirs') },
        'deny',
      ],
      ['give no flow the tag of another deployment', 'TagResource', flow, tag('RequestTag', 'theirs'), 'deny'],
      ['give no flow other tags', 'TagResource', flow, { 'aws:RequestTag/owner': 'me' }, 'deny'],
      ['tag the parts of flows', 'TagResource', source, { 'aws:RequestTag/event': 'final' }, 'allow'],
      ['take no tag away', 'UntagResource', flow, tag('ResourceTag', ours), 'deny'],
    ])('%s', (_, action, resource, context, decision) => {
      expect(decided('ensureFlow', { action: `mediaconnect:${action}`, resource, context })).toBe(decision);
    });
  });

  describe('let applyChanges', () => {
    const keys = (...names: string[]) => ({ 'aws:TagKeys': names });
    const label = { 'aws:RequestTag/event': 'final', ...keys('event') };
    const bearing = (value: string) => tag('ResourceTag', value);
    const studio = `${flow}/vpcInterface/studio`;

    it.each<[string, string, string, Record<string, string | string[]>, 'allow' | 'deny']>([
      ['change what is ours', 'UpdateFlowSource', flow, bearing(ours), 'allow'],
      ['change nothing else', 'UpdateFlowSource', flow, {}, 'deny'],
      ['label what is ours', 'TagResource', flow, { ...label, ...bearing(ours) }, 'allow'],
      ['label nothing of another deployment', 'TagResource', flow, { ...label, ...bearing('theirs') }, 'deny'],
      ['label nothing of nobody', 'TagResource', flow, label, 'deny'],
      [
        'give nothing of ours away',
        'TagResource',
        flow,
        { ...tag('RequestTag', 'theirs'), ...keys('headworks:deployment'), ...bearing(ours) },
        'deny',
      ],
      ['mark what has lost our mark', 'TagResource', flow, { ...asOurs, ...keys('headworks:deployment') }, 'allow'],
      ['mark nothing of another deployment', 'TagResource', flow, { ...asOurs, ...bearing('theirs') }, 'deny'],
      [
        'change no other mark without naming ours',
        'TagResource',
        flow,
        { ...keys('headworks:source'), ...bearing(ours) },
        'deny',
      ],
      ['take labels away', 'UntagResource', flow, { ...keys('event', 'desk'), ...bearing(ours) }, 'allow'],
      ['take no mark away', 'UntagResource', flow, { ...keys('event', 'headworks:run'), ...bearing(ours) }, 'deny'],
      ['take no label of others away', 'UntagResource', flow, { ...keys('event'), ...bearing('theirs') }, 'deny'],
      ['label a flow source', 'TagResource', source, label, 'allow'],
      ['label an interface', 'TagResource', studio, label, 'allow'],
      ['take the label of an interface away', 'UntagResource', studio, keys('event'), 'allow'],
      ['label no output', 'TagResource', flow.replace(':flow:', ':output:'), label, 'deny'],
    ])('%s', (_, action, resource, context, decision) => {
      expect(decided('applyChanges', { action: `mediaconnect:${action}`, resource, context })).toBe(decision);
    });
  });

  it('let nobody take parts that are not ours off a flow, but each part that may be on ours', () => {
    const part = (kind: string) => ({ resource: flow.replace(':flow:', `:${kind}:`), context: {} });
    for (const [operation, kind] of [
      ['RemoveFlowSource', 'source'],
      ['RemoveFlowOutput', 'output'],
      ['RevokeFlowEntitlement', 'entitlement'],
    ] as const) {
      const action = `mediaconnect:${operation}`;
      expect(decided('deleteFlow', { action, ...part(kind) })).toBe('allow');
      expect(decided('deleteFlow', { action, resource: flow, context: {} })).toBe('deny');
      for (const other of ['source', 'output', 'entitlement'].filter((each) => each !== kind))
        expect(decided('deleteFlow', { action, ...part(other) })).toBe('deny');
    }
  });

  it.each([
    'applyChanges',
    'ensureFlow',
    'findFlows',
    'getSource',
    'repairSource',
    'reconcile',
  ] as const)('let %s look at tags, which the service asks about without a resource', (name) => {
    const action = 'mediaconnect:ListTagsForResource';
    expect(decided(name, { action, resource: '*', context: {} })).toBe('allow');
  });
});
