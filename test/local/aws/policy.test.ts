import { evaluate, namesPrincipal, type PolicyStatement } from '../../../local/aws/policy';
import { policy } from '../../support/aws-endpoint';

const table = 'arn:aws:dynamodb:eu-west-1:111122223333:table/sources';

function decide(statements: Partial<PolicyStatement>[], context = {}, action = 'dynamodb:GetItem', resource = table) {
  const whole = statements.map((each) => ({ Effect: 'Allow' as const, Action: '*', Resource: '*', ...each }));
  return evaluate([policy(...whole)], { action, resource, context });
}

describe('actions and resources', () => {
  it.each<[string, Partial<PolicyStatement>, string]>([
    ['the action itself', { Action: 'dynamodb:GetItem' }, 'allow'],
    ['another case of the action', { Action: 'DynamoDB:getitem' }, 'allow'],
    ['a wildcard in the action', { Action: 'dynamodb:Get*' }, 'allow'],
    ['another action', { Action: 'dynamodb:PutItem' }, 'deny'],
    ['a list with the action', { Action: ['s3:*', 'dynamodb:GetItem'] }, 'allow'],
    ['NotAction of another', { Action: undefined, NotAction: 'dynamodb:PutItem' }, 'allow'],
    ['NotAction of this one', { Action: undefined, NotAction: 'dynamodb:Get*' }, 'deny'],
    ['the resource itself', { Resource: table }, 'allow'],
    ['another case of the resource', { Resource: table.toUpperCase() }, 'deny'],
    ['an index of the table', { Resource: `${table}/index/*` }, 'deny'],
    ['a wildcard in the last part', { Resource: 'arn:aws:dynamodb:*:*:table/sourc?s' }, 'allow'],
    ['a wildcard that would have to reach over a colon', { Resource: 'arn:aws:dynamodb:*:table/sources' }, 'deny'],
    ['an ARN that lacks parts', { Resource: 'arn:aws:dynamodb:*' }, 'deny'],
    ['a wildcard that is all', { Resource: '*' }, 'allow'],
    ['NotResource of another', { Resource: undefined, NotResource: `${table}2` }, 'allow'],
    ['NotResource of this one', { Resource: undefined, NotResource: table }, 'deny'],
    ['an explicit deny', { Effect: 'Deny' }, 'explicit-deny'],
  ])('%s', (_, statement, expected) => {
    expect(decide([statement])).toBe(expected);
  });

  it('lets an explicit deny win over an allow that comes after it', () => {
    expect(decide([{ Effect: 'Deny', Action: 'dynamodb:*' }, {}])).toBe('explicit-deny');
  });

  it('denies what no policy speaks of', () => {
    expect(evaluate([], { action: 'a:B', resource: '*', context: {} })).toBe('deny');
  });

  it('treats characters that mean something in a regular expression as themselves', () => {
    expect(
      decide(
        [{ Resource: 'arn:aws:secretsmanager:::secret:a.b+(c)' }],
        {},
        'a:B',
        'arn:aws:secretsmanager:::secret:aXb+(c)',
      ),
    ).toBe('deny');
    expect(
      decide(
        [{ Resource: 'arn:aws:secretsmanager:::secret:a.b+(c)' }],
        {},
        'a:B',
        'arn:aws:secretsmanager:::secret:a.b+(c)',
      ),
    ).toBe('allow');
  });

  it('matches the wildcards for the random characters of a secret that does not exist yet', () => {
    const secret = 'arn:aws:secretsmanager:eu-west-1:1:secret:mine/a-??????';
    expect(decide([{ Resource: secret }], {}, 'secretsmanager:CreateSecret', secret)).toBe('allow');
  });
});

describe('conditions', () => {
  const context = {
    'aws:PrincipalTag/team': 'news',
    'aws:RequestTag/owner': 'Headworks',
    'aws:TagKeys': ['owner', 'cost'],
    'aws:CurrentTime': '2026-05-01T00:00:00Z',
    'aws:SecureTransport': 'true',
    'aws:SourceArn': 'arn:aws:events:eu-west-1:1:rule/a',
    'x:Number': '20',
  };

  it.each<[string, Record<string, unknown>, boolean]>([
    ['StringEquals', { 'aws:RequestTag/owner': 'Headworks' }, true],
    ['StringEquals', { 'aws:RequestTag/owner': 'headworks' }, false],
    ['StringEquals', { 'AWS:requesttag/OWNER': ['a', 'Headworks'] }, true],
    ['StringEquals', { 'aws:RequestTag/absent': 'a' }, false],
    ['StringEqualsIfExists', { 'aws:RequestTag/absent': 'a' }, true],
    ['StringEqualsIfExists', { 'aws:RequestTag/owner': 'Headworks' }, true],
    ['StringEqualsIfExists', { 'aws:RequestTag/owner': 'another' }, false],
    ['StringEqualsIgnoreCase', { 'aws:RequestTag/owner': 'headworks' }, true],
    ['StringNotEquals', { 'aws:RequestTag/owner': ['a', 'b'] }, true],
    ['StringNotEquals', { 'aws:RequestTag/owner': ['a', 'Headworks'] }, false],
    ['StringNotEquals', { 'aws:RequestTag/absent': 'a' }, true],
    ['StringLike', { 'aws:RequestTag/owner': 'Head*' }, true],
    ['StringLike', { 'aws:RequestTag/owner': 'Head?' }, false],
    ['StringNotLike', { 'aws:RequestTag/owner': 'Head*' }, false],
    ['NumericLessThan', { 'x:Number': '21' }, true],
    ['NumericLessThan', { 'x:Number': '3' }, false],
    ['NumericGreaterThanEquals', { 'x:Number': 20 }, true],
    ['NumericNotEquals', { 'x:Number': '20.0' }, false],
    ['DateLessThan', { 'aws:CurrentTime': '2026-06-01T00:00:00Z' }, true],
    ['DateGreaterThan', { 'aws:CurrentTime': '2026-06-01T00:00:00Z' }, false],
    ['Bool', { 'aws:SecureTransport': true }, true],
    ['Bool', { 'aws:SecureTransport': 'false' }, false],
    ['ArnLike', { 'aws:SourceArn': 'arn:aws:events:*:1:rule/*' }, true],
    ['ArnNotLike', { 'aws:SourceArn': 'arn:aws:events:*:1:rule/*' }, false],
    ['Null', { 'aws:RequestTag/owner': 'false' }, true],
    ['Null', { 'aws:RequestTag/absent': 'true' }, true],
    ['Null', { 'aws:RequestTag/owner': true }, false],
    ['ForAllValues:StringEquals', { 'aws:TagKeys': ['owner', 'cost', 'more'] }, true],
    ['ForAllValues:StringEquals', { 'aws:TagKeys': ['owner'] }, false],
    ['ForAllValues:StringEquals', { 'aws:Absent': ['owner'] }, true],
    ['ForAnyValue:StringEquals', { 'aws:TagKeys': ['owner'] }, true],
    ['ForAnyValue:StringEquals', { 'aws:TagKeys': ['other'] }, false],
    ['ForAnyValue:StringEquals', { 'aws:Absent': ['other'] }, false],
    ['ForAnyValue:StringNotEquals', { 'aws:TagKeys': ['owner'] }, true],
    ['ForAllValues:StringNotEquals', { 'aws:TagKeys': ['owner'] }, false],
  ])('%s %j holds: %s', (operator, condition, holds) => {
    expect(decide([{ Condition: { [operator]: condition } }], context)).toBe(holds ? 'allow' : 'deny');
  });

  it('wants every operator and every key to hold', () => {
    const Condition = {
      StringEquals: { 'aws:RequestTag/owner': 'Headworks' },
      Bool: { 'aws:SecureTransport': 'false' },
    };
    expect(decide([{ Condition }], context)).toBe('deny');
  });

  it('throws on an operator it does not know, instead of guessing', () => {
    const Condition = { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } };
    expect(() => decide([{ Condition }], context)).toThrow('IpAddress');
  });
});

describe('policy variables', () => {
  const team = (value: string) => ({ 'aws:PrincipalTag/team': value });
  // biome-ignore lint/suspicious/noTemplateCurlyInString: IAM substitutes it, not JavaScript.
  const Resource = 'arn:aws:secretsmanager:::secret:${aws:PrincipalTag/team}/*';

  it.each([
    ['stand for their value', 'news', 'news/a', 'allow'],
    ['stand for nothing else', 'news', 'sport/a', 'deny'],
    ['are no wildcards when their value has some', '*', 'sport/a', 'deny'],
    ['match a star that is meant', '*', '*/a', 'allow'],
  ])('%s', (_, value, secret, expected) => {
    expect(decide([{ Resource }], team(value), 'a:B', `arn:aws:secretsmanager:::secret:${secret}`)).toBe(expected);
  });

  it('match nothing when the key is absent', () => {
    expect(decide([{ Resource }], {}, 'a:B', 'arn:aws:secretsmanager:::secret:undefined/a')).toBe('deny');
  });
});

describe('the principal of a trust policy', () => {
  const session = { arn: 'arn:aws:sts::111122223333:assumed-role/worker/one', account: '111122223333' };

  it.each<[PolicyStatement['Principal'], boolean]>([
    ['*', true],
    [{ AWS: '*' }, true],
    [{ AWS: '111122223333' }, true],
    [{ AWS: 'arn:aws:iam::111122223333:root' }, true],
    [{ AWS: ['arn:aws:iam::111122223333:role/other', 'arn:aws:iam::111122223333:role/worker'] }, true],
    [{ AWS: 'arn:aws:sts::111122223333:assumed-role/worker/one' }, true],
    [{ AWS: 'arn:aws:iam::999900001111:root' }, false],
    [{ Service: 'lambda.amazonaws.com' }, false],
    [undefined, false],
  ])('%j names the session: %s', (Principal, named) => {
    expect(namesPrincipal({ Effect: 'Allow', Principal }, session)).toBe(named);
  });
});
