import { streamArn } from './aws/dynamodb-streams';

/** Where the stack stands; every ARN is made from it. */
export interface Place {
  account: string;
  region: string;
}

/** What the local system knows of one CloudFormation resource type. */
export interface ResourceType {
  /** The property that gives the physical name; without one the name is made from the logical id. */
  name?: string;
  /** The longest name the service accepts. */
  longest?: number;
  /** An id instead of a name: this many characters, derived from the logical id. */
  idLength?: number;
  arn?(place: Place, name: string, properties: Record<string, unknown>): string;
  ref?(place: Place, name: string, arn: string, properties: Record<string, unknown>): string;
  /** What Fn::GetAtt answers besides Arn. */
  attributes?: Record<string, (place: Place, name: string, arn: string) => string>;
  /** Properties that the local system acts on. */
  honoured: string[];
  /** Properties that change nothing on one machine (billing, observability, recovery, texts). Any other is refused. */
  inert?: string[];
}

const withArn = (service: string, prefix: string) => (place: Place, name: string) =>
  `arn:aws:${service}:${place.region}:${place.account}:${prefix}${name}`;
const nameOnly = (_place: Place, name: string) => name;
const arnOnly = (_place: Place, _name: string, arn: string) => arn;
const busOf = (properties: Record<string, unknown>) => {
  const bus = String(properties.EventBusName ?? 'default').replace(/^.*:event-bus\//, '');
  return bus === 'default' ? '' : bus;
};

/** The resource types of the template that run, or are known to need nothing, on one machine. */
export const resourceTypes: Record<string, ResourceType> = {
  'AWS::ApiGateway::RestApi': {
    idLength: 10,
    attributes: {
      RootResourceId: (_place, id) => `${id}-root`,
      RestApiId: nameOnly,
    },
    honoured: ['BinaryMediaTypes'],
    inert: ['Name', 'Description', 'EndpointConfiguration', 'Tags', 'DisableExecuteApiEndpoint'],
  },
  'AWS::ApiGateway::Resource': { idLength: 6, honoured: ['RestApiId', 'ParentId', 'PathPart'] },
  'AWS::ApiGateway::Method': {
    idLength: 6,
    honoured: ['RestApiId', 'ResourceId', 'HttpMethod', 'AuthorizationType', 'AuthorizerId', 'Integration'],
    inert: ['OperationName', 'MethodResponses'],
  },
  'AWS::ApiGateway::Deployment': {
    idLength: 6,
    attributes: { DeploymentId: nameOnly },
    honoured: ['RestApiId'],
    inert: ['Description'],
  },
  'AWS::ApiGateway::Stage': {
    name: 'StageName',
    honoured: ['RestApiId', 'DeploymentId', 'StageName', 'MethodSettings', 'AccessLogSetting'],
    inert: ['TracingEnabled', 'Description', 'Tags'],
  },
  'AWS::ApiGateway::Authorizer': {
    idLength: 6,
    attributes: { AuthorizerId: nameOnly },
    honoured: [
      ...['RestApiId', 'Type', 'AuthorizerUri', 'IdentitySource', 'AuthorizerResultTtlInSeconds'],
      'IdentityValidationExpression',
    ],
    inert: ['Name'],
  },
  'AWS::ApiGateway::GatewayResponse': {
    idLength: 6,
    honoured: ['RestApiId', 'ResponseType', 'StatusCode', 'ResponseParameters', 'ResponseTemplates'],
  },
  'AWS::ApiGateway::DomainName': {
    name: 'DomainName',
    attributes: { RegionalDomainName: (place, name) => `${name}.execute-api.${place.region}.amazonaws.com` },
    honoured: ['DomainName'],
    inert: ['RegionalCertificateArn', 'EndpointConfiguration', 'SecurityPolicy', 'Tags'],
  },
  'AWS::ApiGateway::BasePathMapping': { honoured: [], inert: ['DomainName', 'RestApiId', 'Stage', 'BasePath'] },
  'AWS::WAFv2::WebACLAssociation': { honoured: [], inert: ['ResourceArn', 'WebACLArn'] },
  'AWS::ApiGateway::Account': { honoured: [], inert: ['CloudWatchRoleArn'] },
  'AWS::Lambda::Function': {
    name: 'FunctionName',
    longest: 64,
    arn: withArn('lambda', 'function:'),
    honoured: [
      ...['Code', 'Handler', 'Runtime', 'Role', 'Environment', 'Timeout', 'MemorySize', 'FunctionName'],
      'ReservedConcurrentExecutions',
    ],
    inert: ['Architectures', 'Description', 'LoggingConfig', 'TracingConfig', 'Tags', 'PackageType'],
  },
  'AWS::Lambda::Permission': {
    honoured: ['Action', 'FunctionName', 'Principal', 'SourceArn', 'SourceAccount'],
  },
  'AWS::Lambda::EventInvokeConfig': {
    honoured: ['FunctionName', 'Qualifier', 'MaximumRetryAttempts', 'DestinationConfig', 'MaximumEventAgeInSeconds'],
  },
  'AWS::Lambda::EventSourceMapping': {
    idLength: 36,
    honoured: [
      ...['EventSourceArn', 'FunctionName', 'StartingPosition', 'FilterCriteria', 'BatchSize', 'FunctionResponseTypes'],
      ...['BisectBatchOnFunctionError', 'MaximumRetryAttempts', 'DestinationConfig'],
    ],
    inert: ['Tags'],
  },
  'AWS::IAM::Role': {
    name: 'RoleName',
    longest: 64,
    arn: (place, name, properties) => `arn:aws:iam::${place.account}:role${properties.Path ?? '/'}${name}`,
    attributes: { RoleId: (_place, name) => `AROA${name}` },
    honoured: [
      ...['RoleName', 'AssumeRolePolicyDocument', 'Policies', 'ManagedPolicyArns', 'Path', 'MaxSessionDuration'],
    ],
    inert: ['Description', 'Tags'],
  },
  'AWS::IAM::Policy': { name: 'PolicyName', honoured: ['PolicyName', 'PolicyDocument', 'Roles'] },
  'AWS::IAM::ManagedPolicy': {
    name: 'ManagedPolicyName',
    longest: 128,
    arn: (place, name, properties) => `arn:aws:iam::${place.account}:policy${properties.Path ?? '/'}${name}`,
    ref: arnOnly,
    attributes: { PolicyArn: arnOnly },
    honoured: ['ManagedPolicyName', 'PolicyDocument', 'Roles', 'Path'],
    inert: ['Description'],
  },
  'AWS::Logs::LogGroup': {
    name: 'LogGroupName',
    arn: (place, name) => `${withArn('logs', 'log-group:')(place, name)}:*`,
    honoured: ['LogGroupName'],
    inert: ['RetentionInDays', 'Tags', 'LogGroupClass', 'KmsKeyId'],
  },
  'AWS::DynamoDB::Table': {
    name: 'TableName',
    arn: withArn('dynamodb', 'table/'),
    honoured: [
      ...['TableName', 'KeySchema', 'AttributeDefinitions', 'GlobalSecondaryIndexes', 'LocalSecondaryIndexes'],
      ...['BillingMode', 'TimeToLiveSpecification', 'StreamSpecification'],
    ],
    attributes: { StreamArn: (_place, _name, arn) => streamArn(arn) },
    inert: [
      ...['PointInTimeRecoverySpecification', 'DeletionProtectionEnabled', 'SSESpecification', 'Tags'],
      ...['ContributorInsightsSpecification', 'TableClass', 'OnDemandThroughput'],
    ],
  },
  'AWS::StepFunctions::StateMachine': {
    name: 'StateMachineName',
    longest: 80,
    arn: withArn('states', 'stateMachine:'),
    ref: arnOnly,
    attributes: { Name: nameOnly },
    honoured: ['StateMachineName', 'DefinitionString', 'DefinitionSubstitutions', 'RoleArn', 'StateMachineType'],
    inert: ['LoggingConfiguration', 'TracingConfiguration', 'Tags'],
  },
  'AWS::Events::Rule': {
    name: 'Name',
    longest: 64,
    arn: (place, name, properties) =>
      withArn('events', 'rule/')(place, `${busOf(properties) && `${busOf(properties)}/`}${name}`),
    ref: (_place, name, _arn, properties) => `${busOf(properties) && `${busOf(properties)}|`}${name}`,
    honoured: ['Name', 'EventBusName', 'EventPattern', 'ScheduleExpression', 'State', 'Targets'],
    inert: ['Description', 'Tags'],
  },
  'AWS::Events::EventBus': {
    name: 'Name',
    arn: withArn('events', 'event-bus/'),
    attributes: { Name: nameOnly },
    honoured: ['Name'],
    inert: ['Description', 'Tags'],
  },
  'AWS::Events::EventBusPolicy': { honoured: ['EventBusName', 'Statement'], inert: ['StatementId'] },
  'AWS::SQS::Queue': {
    name: 'QueueName',
    longest: 80,
    arn: withArn('sqs', ''),
    ref: (place, name) => `https://sqs.${place.region}.amazonaws.com/${place.account}/${name}`,
    attributes: { QueueName: nameOnly },
    honoured: ['QueueName'],
    inert: ['MessageRetentionPeriod', 'SqsManagedSseEnabled', 'KmsMasterKeyId', 'Tags', 'VisibilityTimeout'],
  },
  'AWS::SQS::QueuePolicy': { honoured: [], inert: ['Queues', 'PolicyDocument'] },
  'AWS::S3::Bucket': {
    name: 'BucketName',
    longest: 63,
    arn: (_place, name) => `arn:aws:s3:::${name}`,
    honoured: ['BucketName', 'CorsConfiguration', 'LifecycleConfiguration'],
    inert: ['BucketEncryption', 'PublicAccessBlockConfiguration', 'OwnershipControls', 'Tags'],
  },
  // It refuses what does not come over TLS, which the loopback stands for.
  'AWS::S3::BucketPolicy': { honoured: [], inert: ['Bucket', 'PolicyDocument'] },
  'AWS::CloudWatch::Alarm': {
    name: 'AlarmName',
    arn: withArn('cloudwatch', 'alarm:'),
    honoured: ['AlarmName'],
    inert: [
      ...['AlarmDescription', 'MetricName', 'Namespace', 'Dimensions', 'Statistic', 'Period', 'Threshold', 'Metrics'],
      ...['EvaluationPeriods', 'DatapointsToAlarm', 'ComparisonOperator', 'TreatMissingData', 'ActionsEnabled'],
      ...['AlarmActions', 'OKActions', 'ExtendedStatistic', 'Unit', 'Tags'],
    ],
  },
  'AWS::CloudWatch::Dashboard': { name: 'DashboardName', honoured: [], inert: ['DashboardName', 'DashboardBody'] },
  'Custom::HeadworksTargetAccount': {
    honoured: [
      ...['ServiceToken', 'OrganisationId', 'TargetAccountId', 'AwsAccountId', 'RoleArn', 'MediaConnectRoleArn'],
      ...['VpcRoleArn', 'ExternalId', 'Regions'],
    ],
    inert: ['ServiceTimeout'],
  },
  // It lets creation and update pass, and no stack is deleted here: its function is called by a test.
  'Custom::DeletionGuard': { honoured: [], inert: ['ServiceToken', 'ServiceTimeout', 'LeaveFlows', 'After'] },
  'AWS::CDK::Metadata': { honoured: [], inert: ['Analytics'] },
};
