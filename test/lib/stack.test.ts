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
