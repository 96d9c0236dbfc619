import { join } from 'node:path';
import { matchesPattern } from '../../local/aws/event-pattern';
import { demo } from '../../local/demo';
import { loadStack } from '../../local/template';
import { fixtureParameters } from '../support/local-stack';
import { tableProperties } from '../support/source-table';
import { synthesised } from '../support/synthesised';

const stack = synthesised();

describe('the table', () => {
  const [table, ...others] = stack.of('AWS::DynamoDB::Table');

  it('is one, and as the tests of the store have it', () => {
    expect(others).toEqual([]);
    const { KeySchema, AttributeDefinitions, GlobalSecondaryIndexes, StreamSpecification } = table?.properties ?? {};
    const byName = (items: { AttributeName: string }[]) => items.map(({ AttributeName }) => AttributeName).sort();
    expect({ KeySchema, GlobalSecondaryIndexes, StreamSpecification }).toEqual({
      KeySchema: tableProperties.KeySchema,
      GlobalSecondaryIndexes: tableProperties.GlobalSecondaryIndexes,
      StreamSpecification: tableProperties.StreamSpecification,
    });
    expect(byName(AttributeDefinitions)).toEqual(byName(tableProperties.AttributeDefinitions));
  });

  it('is kept: protected, recoverable, retained', () => {
    expect(table?.properties).toMatchObject({
      DeletionProtectionEnabled: true,
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      BillingMode: 'PAY_PER_REQUEST',
    });
    expect(table?.attributes).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
  });

  it('forgets what has expired', () => {
    expect(table?.properties.TimeToLiveSpecification).toEqual({ AttributeName: 'expires-at', Enabled: true });
  });
});

describe('the history', () => {
  const [mapping, ...others] = stack.of('AWS::Lambda::EventSourceMapping').map(({ properties }) => properties);
  const [queue] = stack.of('AWS::SQS::Queue');
  const bus = stack.of('AWS::Events::EventBus').find(({ logicalId }) => logicalId.startsWith('EventsBus'));

  it('is read from the stream of the table, whatever is new in it and nothing else', () => {
    expect(others).toEqual([]);
    const [table] = stack.of('AWS::DynamoDB::Table');
    expect(mapping).toMatchObject({
      EventSourceArn: { 'Fn::GetAtt': [table?.logicalId, 'StreamArn'] },
      FunctionName: { Ref: stack.functionOf('publishEvents').logicalId },
      StartingPosition: 'TRIM_HORIZON',
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      BisectBatchOnFunctionError: true,
      DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': [queue?.logicalId, 'Arn'] } } },
    });
    const [{ Pattern }] = mapping.FilterCriteria.Filters;
    const matches = (eventName: string, sk: string) =>
      matchesPattern(JSON.parse(Pattern), { eventName, dynamodb: { Keys: { pk: { S: 'source#1' }, sk: { S: sk } } } });
    expect(matches('INSERT', 'event#2026-03-02T10:15:30.250Z#1')).toBe(true);
    expect(matches('REMOVE', 'event#2026-03-02T10:15:30.250Z#1')).toBe(false);
    expect(matches('INSERT', 'record')).toBe(false);
  });

  it('is put on the bus of the stack alone', () => {
    const put = stack.statementsOf('publishEvents').filter(({ Action }) => Action === 'events:PutEvents');
    expect(put.map(({ Resource }) => Resource)).toEqual([{ 'Fn::GetAtt': [bus?.logicalId, 'Arn'] }]);
  });

  it('tells a topic of health and alarms, where there is one', () => {
    const rule = stack
      .of('AWS::Events::Rule')
      .find(({ properties }) => properties.EventBusName?.Ref === bus?.logicalId);
    expect(rule?.properties.Targets).toEqual([{ Id: 'Topic', Arn: { Ref: 'NotificationTopicArn' } }]);
    expect(rule?.properties.EventPattern).toEqual({
      source: ['headworks'],
      'detail-type': ['Headworks Source Health Changed', 'Headworks Source Alarm Changed'],
    });
    const TokenKeySetUri = 'https://issuer.example/keys';
    const parameters = { ...fixtureParameters, TokenKeySetUri, NotificationTopicArn: '' };
    const without = loadStack(join(__dirname, '../../cdk.out'), parameters, demo).of('AWS::Events::Rule');
    expect(without.map(({ logicalId }) => logicalId)).not.toContain(rule?.logicalId);
  });
});

describe('recovery', () => {
  const rules = stack.of('AWS::Events::Rule').map(({ properties }) => properties);
  const targetsOf = (name: string) => {
    const { logicalId } = stack.functionOf(name);
    return rules.filter(({ Targets }) => Targets.some(({ Arn }: never) => Arn['Fn::GetAtt']?.[0] === logicalId));
  };

  it('is told of executions of the two machines that ended without their failure tail', () => {
    const machines = stack.of('AWS::StepFunctions::StateMachine').map(({ logicalId }) => logicalId);
    const [rule, ...others] = targetsOf('recoverSource');
    expect(others).toEqual([]);
    expect(rule.EventPattern).toMatchObject({
      source: ['aws.states'],
      'detail-type': ['Step Functions Execution Status Change'],
      detail: { status: ['FAILED', 'TIMED_OUT', 'ABORTED'] },
    });
    const watched = rule.EventPattern.detail.stateMachineArn.map(({ Ref }: { Ref: string }) => Ref);
    expect(watched.sort()).toEqual([...machines].sort());
    expect(rule.State).toBe('ENABLED');
  });

  it.each([
    ['sweepSources', 'rate(2 minutes)'],
    ['sweepSecrets', 'rate(1 hour)'],
  ])('has a schedule for %s: %s', (name, schedule) => {
    expect(targetsOf(name).map(({ ScheduleExpression }) => ScheduleExpression)).toEqual([schedule]);
  });
});

describe('log groups', () => {
  it('forget, every one', () => {
    const groups = stack.of('AWS::Logs::LogGroup');
    expect(groups.length).toBeGreaterThan(20);
    for (const { properties } of groups) expect(properties.RetentionInDays).toBe(90);
  });
});

describe('the roles of MediaConnect', () => {
  const roles = stack
    .of('AWS::IAM::Role')
    .filter(({ properties }) =>
      JSON.stringify(properties.AssumeRolePolicyDocument).includes('mediaconnect.amazonaws.com'),
    );

  it('are taken on for flows of this account only', () => {
    expect(roles).toHaveLength(2);
    for (const { properties } of roles) {
      const [statement, ...others] = properties.AssumeRolePolicyDocument.Statement;
      expect(others).toEqual([]);
      expect(statement).toMatchObject({
        Action: 'sts:AssumeRole',
        Condition: {
          StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } },
          ArnLike: { 'aws:SourceArn': expect.anything() },
        },
      });
      expect(JSON.stringify(statement.Condition.ArnLike)).toContain(':flow:*');
    }
  });
});

it('holds no secret and no fixed account', () => {
  const text = JSON.stringify(stack.template);
  expect(text).not.toMatch(/\b\d{12}\b/);
  expect(text).not.toMatch(/NoEcho|BEGIN [A-Z ]*PRIVATE KEY|AKIA[0-9A-Z]{16}/);
});
