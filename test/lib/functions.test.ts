import { endpoints } from '../../lambdas/contract/endpoints';
import { environments, type FunctionName } from '../../lambdas/contract/environment';
import { tasks } from '../../lambdas/contract/tasks';
import { evaluate } from '../../local/aws/policy';
import { type Statement, synthesised } from '../support/synthesised';

const stack = synthesised();
const names = Object.keys(environments) as FunctionName[];
const tableId = stack.of('AWS::DynamoDB::Table')[0]?.logicalId ?? '';

const actionsOf = (statements: readonly Statement[]) => statements.flatMap(({ Action }) => Action).sort();
const allowed = (name: string, service: string) =>
  actionsOf(stack.statementsOf(name))
    .filter((action) => action.startsWith(`${service}:`))
    .map((action) => action.slice(service.length + 1));

/** The variables that take no other text. */
const others: Record<string, string> = {
  TOKEN_KEY_SET_URI: 'https://issuer.example/keys',
  MACHINE_CLIENTS: '',
  SRT_LISTENERS: 'shared',
  SOURCES_PER_ORGANISATION: '1000',
  RUNS_PER_ORGANISATION: '100',
  START_ON_CREATION: 'true',
};

/** What each function may do to the table and its indexes: what its code calls, and nothing else. */
const tableActions: Record<FunctionName, string[]> = {
  authorizeRequest: [],
  answerPreflight: [],
  createSource: ['GetItem', 'PutItem', 'UpdateItem'],
  listSources: ['GetItem', 'Query'],
  getSource: ['BatchGetItem', 'GetItem', 'PutItem'],
  updateSource: ['BatchGetItem', 'GetItem', 'PutItem', 'UpdateItem'],
  deleteSource: ['BatchGetItem', 'GetItem', 'PutItem', 'UpdateItem'],
  startSource: ['BatchGetItem', 'GetItem', 'PutItem', 'UpdateItem'],
  stopSource: ['BatchGetItem', 'GetItem', 'PutItem', 'UpdateItem'],
  repairSource: ['BatchGetItem', 'GetItem', 'PutItem', 'UpdateItem'],
  getSourceStatus: ['BatchGetItem', 'GetItem', 'PutItem', 'UpdateItem'],
  getSourceMetrics: ['BatchGetItem', 'GetItem'],
  getSourceServiceInfo: ['BatchGetItem', 'GetItem', 'PutItem', 'UpdateItem'],
  getSourceThumbnail: ['BatchGetItem', 'GetItem', 'PutItem', 'UpdateItem'],
  listSourceEvents: ['BatchGetItem', 'Query'],
  getOpenApi: [],
  getDocs: [],
  markInProgress: ['GetItem', 'PutItem', 'UpdateItem'],
  preFlight: ['GetItem', 'PutItem'],
  applyChanges: ['BatchGetItem', 'GetItem', 'PutItem', 'UpdateItem'],
  ensureFlow: ['GetItem', 'PutItem', 'UpdateItem'],
  observeFlow: ['GetItem', 'PutItem'],
  startFlow: ['GetItem', 'PutItem'],
  stopFlow: ['GetItem', 'PutItem'],
  deleteFlow: ['GetItem', 'PutItem'],
  findFlows: ['GetItem', 'PutItem', 'UpdateItem'],
  deleteSecrets: ['GetItem', 'PutItem', 'UpdateItem'],
  ensureAlarms: ['GetItem', 'PutItem', 'UpdateItem'],
  switchFlows: ['GetItem', 'PutItem', 'UpdateItem'],
  noteFailure: ['GetItem', 'PutItem', 'UpdateItem'],
  markComplete: ['GetItem', 'PutItem', 'UpdateItem'],
  markDeleted: ['GetItem', 'PutItem', 'UpdateItem'],
  recordFailure: ['GetItem', 'PutItem', 'UpdateItem'],
  registerAccount: ['GetItem', 'PutItem', 'UpdateItem'],
  recoverSource: ['GetItem', 'PutItem', 'UpdateItem'],
  sweepSources: ['GetItem', 'PutItem', 'Query', 'UpdateItem'],
  hearFlowStatus: ['BatchGetItem', 'GetItem', 'PutItem', 'UpdateItem'],
  hearSourceHealth: ['BatchGetItem', 'GetItem', 'PutItem', 'UpdateItem'],
  hearFlowHealth: ['BatchGetItem', 'GetItem', 'PutItem', 'UpdateItem'],
  hearAlert: ['BatchGetItem', 'GetItem', 'PutItem', 'UpdateItem'],
  hearMaintenance: ['BatchGetItem', 'GetItem', 'PutItem', 'UpdateItem'],
  hearContentQuality: ['BatchGetItem', 'GetItem', 'PutItem', 'UpdateItem'],
  hearAlarm: ['BatchGetItem', 'GetItem', 'PutItem', 'UpdateItem'],
  guardDeletion: ['Scan'],
  reconcile: ['Query', 'Scan'],
  sweepSecrets: ['GetItem'],
  publishEvents: ['DescribeStream', 'GetRecords', 'GetShardIterator', 'ListStreams'],
};

const listeners = names.filter((name) => name.startsWith('hear'));

const changingSecrets = ['CreateSecret', 'DeleteSecret', 'GetSecretValue', 'TagResource'].map(
  (action) => `secretsmanager:${action}`,
);

const readMetrics = 'cloudwatch:GetMetricData';

/** What functions may do to MediaConnect, CloudWatch, EC2 and the secret store; the others may do nothing there. */
const serviceActions: Partial<Record<FunctionName, string[]>> = {
  createSource: ['ec2:DescribeSubnets', ...changingSecrets],
  updateSource: [readMetrics, 'ec2:DescribeSubnets', 'mediaconnect:DescribeFlow', ...changingSecrets],
  deleteSource: ['mediaconnect:DescribeFlow'],
  startSource: ['cloudwatch:DescribeAlarms', readMetrics, 'mediaconnect:DescribeFlow'],
  stopSource: ['mediaconnect:DescribeFlow'],
  repairSource: [
    'cloudwatch:DescribeAlarms',
    readMetrics,
    'mediaconnect:DescribeFlow',
    'mediaconnect:ListTagsForResource',
  ],
  getSource: [
    'cloudwatch:DescribeAlarms',
    'mediaconnect:DescribeFlow',
    'mediaconnect:ListTagsForResource',
    'secretsmanager:GetSecretValue',
  ],
  getSourceStatus: [readMetrics, 'mediaconnect:DescribeFlow'],
  getSourceMetrics: [readMetrics, 'mediaconnect:DescribeFlow'],
  getSourceServiceInfo: ['mediaconnect:DescribeFlowSourceMetadata'],
  getSourceThumbnail: ['mediaconnect:DescribeFlowSourceThumbnail'],
  preFlight: ['ec2:DescribeSubnets', 'mediaconnect:ListEntitlements'],
  applyChanges: [
    readMetrics,
    'ec2:DescribeSubnets',
    'mediaconnect:AddFlowMediaStreams',
    'mediaconnect:AddFlowSources',
    'mediaconnect:AddFlowVpcInterfaces',
    'mediaconnect:DescribeFlow',
    'mediaconnect:ListTagsForResource',
    'mediaconnect:RemoveFlowMediaStream',
    'mediaconnect:RemoveFlowSource',
    'mediaconnect:RemoveFlowVpcInterface',
    'mediaconnect:TagResource',
    'mediaconnect:UntagResource',
    'mediaconnect:UpdateFlow',
    'mediaconnect:UpdateFlowMediaStream',
    'mediaconnect:UpdateFlowSource',
  ],
  ensureFlow: [
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
    'secretsmanager:ListSecrets',
  ],
  sweepSecrets: ['secretsmanager:DeleteSecret', 'secretsmanager:ListSecrets'],
};

describe('the functions of the stack', () => {
  it('are those of the endpoints and tasks, the authorizer, the preflight, the recoveries and the listeners', () => {
    const rows = [...endpoints, ...tasks].map(({ name }) => name);
    expect([...names].sort()).toEqual(
      [
        ...[...rows, ...listeners, 'authorizeRequest', 'answerPreflight', 'registerAccount'],
        ...['guardDeletion', 'reconcile'],
        ...['recoverSource', 'sweepSources', 'sweepSecrets', 'publishEvents'],
      ].sort(),
    );
    expect(stack.functions).toHaveLength(names.length);
  });

  describe.each(names)('%s', (name) => {
    const { properties } = stack.functionOf(name);

    it('runs on Node 24 and arm64, with traces, JSON logs and a bounded time', () => {
      expect(properties).toMatchObject({
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        Handler: 'index.handler',
        TracingConfig: { Mode: 'Active' },
        Timeout: expect.any(Number),
      });
      expect(properties.LoggingConfig.LogFormat).toBe('JSON');
    });

    it('logs to a group of its own that forgets', () => {
      const { Ref } = properties.LoggingConfig.LogGroup;
      const group = stack.of('AWS::Logs::LogGroup').find(({ logicalId }) => logicalId === Ref);
      expect(group?.properties.RetentionInDays).toBe(90);
      const others = stack.functions.filter((each) => each.properties.LoggingConfig.LogGroup.Ref === Ref);
      expect(others).toHaveLength(1);
    });

    it('is given the environment that it reads, and nothing else', () => {
      const variables: Record<string, unknown> = properties.Environment?.Variables ?? {};
      const read = [...Object.keys(environments[name].shape), 'POWERTOOLS_SERVICE_NAME'];
      expect(Object.keys(variables).sort()).toEqual(read.sort());
      expect(variables.POWERTOOLS_SERVICE_NAME).toBe('Headworks');
      const text = (key: string) => others[key] ?? 'text';
      const resolved = Object.fromEntries(Object.keys(variables).map((key) => [key, text(key)]));
      expect(environments[name].safeParse(resolved).success).toBe(true);
    });

    it('may do to the table what it does', () => {
      expect(allowed(name, 'dynamodb')).toEqual(tableActions[name]);
    });

    it('may do to MediaConnect, to CloudWatch, to EC2 and to secrets what it does', () => {
      const actions = actionsOf(stack.statementsOf(name)).filter((each) =>
        /^(cloudwatch|ec2|mediaconnect|secretsmanager):/.test(each),
      );
      expect([...new Set(actions)]).toEqual(serviceActions[name] ?? []);
    });
  });
});

it('tells every function that plans changes whether SRT listeners are exclusive', () => {
  const told = names.filter((name) => 'SRT_LISTENERS' in environments[name].shape);
  expect(told).toEqual(['createSource', 'updateSource', 'startSource', 'stopSource', 'repairSource', 'applyChanges']);
  for (const name of told) {
    const { SRT_LISTENERS } = stack.functionOf(name).properties.Environment.Variables;
    expect(SRT_LISTENERS).toEqual({ Ref: 'SrtListeners' });
  }
});

describe('the policies of the stack', () => {
  const statements: Statement[] = stack
    .of('AWS::IAM::Policy')
    .flatMap(({ properties }) => properties.PolicyDocument.Statement);

  it('allow no action by a pattern', () => {
    expect(statements.length).toBeGreaterThan(names.length);
    for (const action of actionsOf(statements)) expect(action).not.toContain('*');
  });

  it('allow on every resource only what knows none, or bears a condition', () => {
    const everywhere = statements.filter(({ Resource, Condition }) => [Resource].flat().includes('*') && !Condition);
    expect([...new Set(actionsOf(everywhere))].filter((action) => !/^(ec2|logs|xray):/.test(action))).toEqual([
      'cloudwatch:DescribeAlarms',
      'cloudwatch:GetMetricData',
      'dynamodb:ListStreams',
      'mediaconnect:ListEntitlements',
      'mediaconnect:ListFlows',
      'secretsmanager:ListSecrets',
    ]);
  });

  it('reach the one table, its two indexes and its stream by name', () => {
    const resources = statements
      .filter(({ Action }) => [Action].flat().some((action) => action.startsWith('dynamodb:')))
      .flatMap(({ Resource }) => [Resource].flat().map((each) => JSON.stringify(each)));
    const table = JSON.stringify({ 'Fn::GetAtt': [tableId, 'Arn'] });
    const index = (name: string) => JSON.stringify({ 'Fn::Join': ['', [JSON.parse(table), `/index/${name}`]] });
    const stream = JSON.stringify({ 'Fn::GetAtt': [tableId, 'StreamArn'] });
    expect([...new Set(resources)].filter((each) => each !== '"*"').sort()).toEqual(
      [table, index('listed'), index('unsettled'), stream].sort(),
    );
  });

  it.each([
    ['startFlow', 'mediaconnect:StartFlow', 'aws:ResourceTag/headworks:deployment'],
    ['stopFlow', 'mediaconnect:StopFlow', 'aws:ResourceTag/headworks:deployment'],
    ['deleteFlow', 'mediaconnect:DeleteFlow', 'aws:ResourceTag/headworks:deployment'],
  ])('let %s do %s to flows of this deployment only', (name, action, tag) => {
    const found = stack.statementsOf(name).filter(({ Action }) => [Action].flat().includes(action));
    const { DEPLOYMENT_ID } = stack.functionOf('ensureFlow').properties.Environment.Variables;
    expect(found.map(({ Condition }) => Condition)).toEqual([{ StringEquals: { [tag]: DEPLOYMENT_ID } }]);
  });

  const flow = 'arn:aws:mediaconnect:eu-west-1:111122223333:flow:1-a:news';
  const source = flow.replace(':flow:', ':source:');
  const tag = (kind: 'RequestTag' | 'ResourceTag', value: string) => ({
    [`aws:${kind}/headworks:deployment`]: value,
  });
  const ours = tag('RequestTag', 'ours');

  /** A function's policy in an account, where the deployment's id is `ours`. */
  function policyOf(name: string) {
    const { DEPLOYMENT_ID } = stack.functionOf(name).properties.Environment.Variables;
    return JSON.parse(
      JSON.stringify({ Statement: stack.statementsOf(name) })
        .replaceAll(JSON.stringify(DEPLOYMENT_ID), '"ours"')
        .replaceAll('{"Ref":"AWS::Partition"}', '"aws"')
        .replaceAll('{"Ref":"AWS::AccountId"}', '"111122223333"'),
      (_name, value) => value?.['Fn::Join']?.[1].join('') ?? value,
    );
  }

  describe('let ensureFlow', () => {
    const policy = policyOf('ensureFlow');

    it.each<[string, string, string, Record<string, string>, 'allow' | 'deny']>([
      ['create a flow with our tag', 'CreateFlow', flow, ours, 'allow'],
      ['create none with the tag of another deployment', 'CreateFlow', flow, tag('RequestTag', 'theirs'), 'deny'],
      ['create none without', 'CreateFlow', flow, {}, 'deny'],
      ['tag a new flow as ours', 'TagResource', flow, ours, 'allow'],
      ['tag what is ours as ours', 'TagResource', flow, { ...ours, ...tag('ResourceTag', 'ours') }, 'allow'],
      ['tag no flow of another deployment', 'TagResource', flow, { ...ours, ...tag('ResourceTag', 'theirs') }, 'deny'],
      ['give no flow the tag of another deployment', 'TagResource', flow, tag('RequestTag', 'theirs'), 'deny'],
      ['give no flow other tags', 'TagResource', flow, { 'aws:RequestTag/owner': 'me' }, 'deny'],
      ['tag the parts of flows', 'TagResource', source, { 'aws:RequestTag/event': 'final' }, 'allow'],
      ['take no tag away', 'UntagResource', flow, tag('ResourceTag', 'ours'), 'deny'],
    ])('%s', (_, action, resource, context, decision) => {
      expect(evaluate([policy], { action: `mediaconnect:${action}`, resource, context })).toBe(decision);
    });
  });

  describe('let applyChanges', () => {
    const policy = policyOf('applyChanges');
    const keys = (...names: string[]) => ({ 'aws:TagKeys': names });
    const label = { 'aws:RequestTag/event': 'final', ...keys('event') };
    const bearing = (value: string) => tag('ResourceTag', value);
    const studio = `${flow}/vpcInterface/studio`;

    it.each<[string, string, string, Record<string, string | string[]>, 'allow' | 'deny']>([
      ['change what is ours', 'UpdateFlowSource', flow, bearing('ours'), 'allow'],
      ['change nothing else', 'UpdateFlowSource', flow, {}, 'deny'],
      ['label what is ours', 'TagResource', flow, { ...label, ...bearing('ours') }, 'allow'],
      ['label nothing of another deployment', 'TagResource', flow, { ...label, ...bearing('theirs') }, 'deny'],
      ['label nothing of nobody', 'TagResource', flow, label, 'deny'],
      [
        'give nothing of ours away',
        'TagResource',
        flow,
        { ...tag('RequestTag', 'theirs'), ...keys('headworks:deployment'), ...bearing('ours') },
        'deny',
      ],
      ['mark what has lost our mark', 'TagResource', flow, { ...ours, ...keys('headworks:deployment') }, 'allow'],
      ['mark nothing of another deployment', 'TagResource', flow, { ...ours, ...bearing('theirs') }, 'deny'],
      [
        'change no other mark without naming ours',
        'TagResource',
        flow,
        { ...keys('headworks:source'), ...bearing('ours') },
        'deny',
      ],
      ['take labels away', 'UntagResource', flow, { ...keys('event', 'desk'), ...bearing('ours') }, 'allow'],
      ['take no mark away', 'UntagResource', flow, { ...keys('event', 'headworks:run'), ...bearing('ours') }, 'deny'],
      ['take no label of others away', 'UntagResource', flow, { ...keys('event'), ...bearing('theirs') }, 'deny'],
      ['label a flow source', 'TagResource', source, label, 'allow'],
      ['label an interface', 'TagResource', studio, label, 'allow'],
      ['take the label of an interface away', 'UntagResource', studio, keys('event'), 'allow'],
      ['label no output', 'TagResource', flow.replace(':flow:', ':output:'), label, 'deny'],
    ])('%s', (_, action, resource, context, decision) => {
      expect(evaluate([policy], { action: `mediaconnect:${action}`, resource, context })).toBe(decision);
    });
  });

  it.each(['applyChanges', 'getSource', 'repairSource'])('let %s look at the tags of a flow and its parts', (name) => {
    const action = 'mediaconnect:ListTagsForResource';
    for (const resource of [flow, source, `${flow}/vpcInterface/studio`])
      expect(evaluate([policyOf(name)], { action, resource, context: {} })).toBe('allow');
  });

  it('let flows be created and changed with our two roles, and hand those to MediaConnect only', () => {
    const passes = statements.filter(({ Action }) => [Action].flat().includes('iam:PassRole'));
    expect(passes.filter((pass) => [pass.Resource].flat().length === 2)).toHaveLength(1);
    for (const pass of passes) {
      expect(pass.Condition).toEqual({ StringEquals: { 'iam:PassedToService': 'mediaconnect.amazonaws.com' } });
    }
  });

  it('reach secrets under the prefix of this deployment only', () => {
    const named = statements.filter(
      ({ Action }) =>
        [Action].flat().some((action) => action.startsWith('secretsmanager:')) &&
        ![Action].flat().includes('secretsmanager:ListSecrets'),
    );
    expect(named.length).toBeGreaterThan(3);
    for (const { Resource } of named) expect(JSON.stringify(Resource)).toContain(':secret:headworks/Headworks/*"');
  });

  it('let each caller start the workflow that it starts', () => {
    const machine = (start: string) =>
      stack.of('AWS::StepFunctions::StateMachine').find(({ logicalId }) => logicalId.startsWith(`Workflows${start}`));
    const startsOf = (name: string) =>
      stack
        .statementsOf(name)
        .filter(({ Action }) => [Action].flat().includes('states:StartExecution'))
        .flatMap(({ Resource }) => [Resource].flat())
        .map((each) => (each as { Ref: string }).Ref);
    const [provision, deprovision] = [machine('Provision')?.logicalId, machine('Deprovision')?.logicalId];
    for (const name of ['createSource', 'updateSource', 'startSource', 'stopSource', 'repairSource'])
      expect(startsOf(name)).toEqual([provision]);
    expect(startsOf('deleteSource')).toEqual([deprovision]);
    for (const name of ['recoverSource', 'sweepSources'])
      expect(startsOf(name).sort()).toEqual([deprovision, provision]);
  });
});
