import { endpoints } from '../../lambdas/contract/endpoints';
import { environments, type FunctionName } from '../../lambdas/contract/environment';
import { actingFunctions } from '../../lambdas/contract/target-permissions';
import { tasks } from '../../lambdas/contract/tasks';
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
  TARGET_ACCOUNTS_PER_ORGANISATION: '50',
  START_ON_CREATION: 'true',
};

/** What each function may do to the table and its indexes: what its code calls, and nothing else. */
const tableActions: Record<FunctionName, string[]> = {
  authorizeRequest: [],
  answerPreflight: [],
  createSource: ['GetItem', 'PutItem', 'UpdateItem'],
  listSources: ['GetItem', 'Query'],
  getSource: ['BatchGetItem', 'PutItem'],
  updateSource: ['BatchGetItem', 'GetItem', 'PutItem', 'UpdateItem'],
  deleteSource: ['BatchGetItem', 'PutItem', 'UpdateItem'],
  startSource: ['BatchGetItem', 'GetItem', 'PutItem', 'UpdateItem'],
  stopSource: ['BatchGetItem', 'GetItem', 'PutItem', 'UpdateItem'],
  repairSource: ['BatchGetItem', 'GetItem', 'PutItem', 'UpdateItem'],
  getSourceStatus: ['BatchGetItem', 'GetItem', 'PutItem', 'UpdateItem'],
  getSourceMetrics: ['BatchGetItem'],
  getSourceServiceInfo: ['BatchGetItem', 'GetItem', 'PutItem', 'UpdateItem'],
  getSourceThumbnail: ['BatchGetItem', 'GetItem', 'PutItem', 'UpdateItem'],
  getSourceProxy: ['BatchGetItem', 'GetItem', 'PutItem', 'UpdateItem'],
  listSourceEvents: ['BatchGetItem', 'Query'],
  listTargetAccounts: ['Query'],
  getTargetAccount: ['GetItem'],
  putTargetAccount: ['GetItem', 'PutItem', 'Query', 'UpdateItem'],
  deleteTargetAccount: ['DeleteItem', 'GetItem', 'PutItem', 'Query', 'UpdateItem'],
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
  ensureProxy: ['GetItem', 'PutItem', 'UpdateItem'],
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
  hearAlarm: ['BatchGetItem', 'PutItem', 'UpdateItem'],
  guardDeletion: ['Scan'],
  reconcile: ['Query', 'Scan'],
  sweepSecrets: ['GetItem', 'Query'],
  publishEvents: ['DescribeStream', 'GetRecords', 'GetShardIterator', 'ListStreams'],
};

const listeners = names.filter((name) => name.startsWith('hear'));

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

    it('does nothing for a source as itself: if it acts in target accounts, it takes on the roles there', () => {
      const actions = actionsOf(stack.statementsOf(name)).filter(
        (each) => !/^(dynamodb|events|logs|sqs|states|xray):/.test(each),
      );
      expect(actions).toEqual(actingFunctions.includes(name) ? ['sts:AssumeRole'] : []);
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
      'mediaconnect:ListTagsForResource',
      'medialive:ListChannels',
      'medialive:ListInputs',
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
