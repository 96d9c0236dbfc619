import { NotUnderstood, resolve, type Scope } from '../../local/intrinsics';
import { resolveTemplate } from '../../local/template';
import { fixtureStack } from '../support/local-stack';

const place = { account: '111122223333', region: 'eu-west-1' };
const queue = { Type: 'AWS::SQS::Queue' };

function resolved(resources: Record<string, unknown>, rest: object = {}, parameters: Record<string, string> = {}) {
  return resolveTemplate('Stack', { Resources: resources, ...rest }, parameters, place);
}

function propertyOf(value: unknown, rest: object = {}, parameters: Record<string, string> = {}) {
  const table = { Type: 'AWS::DynamoDB::Table', Properties: { KeySchema: value } };
  return resolved({ Queue: queue, Table: table }, rest, parameters).resources[1]?.properties.KeySchema;
}

describe('intrinsic functions', () => {
  it.each([
    ['Ref of a resource', { Ref: 'Queue' }, 'https://sqs.eu-west-1.amazonaws.com/111122223333/Stack-Queue'],
    ['Ref of a pseudo parameter', { Ref: 'AWS::Region' }, 'eu-west-1'],
    ['Fn::GetAtt as a list', { 'Fn::GetAtt': ['Queue', 'Arn'] }, 'arn:aws:sqs:eu-west-1:111122223333:Stack-Queue'],
    ['Fn::GetAtt as text', { 'Fn::GetAtt': 'Queue.QueueName' }, 'Stack-Queue'],
    ['Fn::Join', { 'Fn::Join': ['-', ['a', { Ref: 'AWS::Partition' }, 'b']] }, 'a-aws-b'],
    ['Fn::Join of a split', { 'Fn::Join': ['+', { 'Fn::Split': ['-', 'a-b'] }] }, 'a+b'],
    [
      'Fn::Sub',
      { 'Fn::Sub': `\${AWS::AccountId}/\${Queue.QueueName}/\${!Literal}` },
      `111122223333/Stack-Queue/\${Literal}`,
    ],
    [
      'Fn::Sub with names',
      { 'Fn::Sub': [`\${a}/\${AWS::Region}`, { a: { Ref: 'AWS::StackName' } }] },
      'Stack/eu-west-1',
    ],
    ['Fn::Select', { 'Fn::Select': ['1', { 'Fn::Split': ['-', 'a-b-c'] }] }, 'b'],
    ['Fn::If, true', { 'Fn::If': ['IsEurope', 'yes', 'no'] }, 'yes'],
    ['Fn::If, false', { 'Fn::If': ['IsElsewhere', 'yes', { 'Fn::Join': ['', ['n', 'o']] }] }, 'no'],
    ['AWS::NoValue in a list', [1, { Ref: 'AWS::NoValue' }, 2], [1, 2]],
    ['AWS::NoValue in an object', { a: 1, b: { Ref: 'AWS::NoValue' } }, { a: 1 }],
    ['an IAM condition', { Condition: { StringEquals: { a: 'b' } } }, { Condition: { StringEquals: { a: 'b' } } }],
  ])('resolves %s', (_name, value, expected) => {
    const region = { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'eu-west-1'] };
    const rest = {
      Conditions: {
        IsEurope: { 'Fn::And': [region, { 'Fn::Or': [{ 'Fn::Equals': ['a', 'b'] }, region] }] },
        IsElsewhere: { 'Fn::Not': [{ Condition: 'IsEurope' }] },
      },
    };
    expect(propertyOf(value, rest)).toEqual(expected);
  });

  it.each([
    [
      'an unknown function',
      { 'Fn::ImportValue': 'x' },
      'Table cannot run locally: the intrinsic function Fn::ImportValue is not known',
    ],
    [
      'an unknown attribute',
      { 'Fn::GetAtt': ['Queue', 'Url'] },
      'Table cannot run locally: the attribute Url of Queue is not known',
    ],
    ['a reference into nothing', { Ref: 'Nothing' }, 'Table cannot run locally: the resource Nothing is not known'],
    ['a selection of nothing', { 'Fn::Select': [3, ['a']] }, 'Fn::Select finds nothing at 3'],
    ['a mapping', { 'Fn::FindInMap': ['a', 'b', 'c'] }, 'the intrinsic function Fn::FindInMap is not known'],
    ['an unknown condition', { 'Fn::If': ['Never', 1, 2] }, 'the condition Never is not known'],
    ['a Fn::Join of objects', { 'Fn::Join': ['', [{ a: 1 }]] }, 'Fn::Join wants a list of strings'],
  ])('refuses %s, naming the resource', (_name, value, text) => {
    expect(() => propertyOf(value)).toThrow(text);
  });

  it('refuses a name that refers to itself', () => {
    const table = { Type: 'AWS::DynamoDB::Table', Properties: { TableName: { Ref: 'Table' } } };
    expect(() => resolved({ Table: table })).toThrow('Table refers to itself');
  });

  it('throws NotUnderstood, which callers can tell from a faulty template', () => {
    expect(() => resolve({ 'Fn::Cidr': [] }, {} as Scope)).toThrow(NotUnderstood);
  });
});

describe('resources', () => {
  it.each([
    [
      'an unknown type',
      { Thing: { Type: 'AWS::EC2::Instance' } },
      'Thing cannot run locally: the resource type AWS::EC2::Instance is not known',
    ],
    [
      'an unknown property',
      { Thing: { Type: 'AWS::SQS::Queue', Properties: { FifoQueue: true } } },
      "Thing cannot run locally: AWS::SQS::Queue's property FifoQueue is not known",
    ],
    [
      'an unknown attribute of a resource',
      { Thing: { ...queue, CreationPolicy: {} } },
      'the resource attribute CreationPolicy',
    ],
  ])('refuses %s', (_name, resources, text) => {
    expect(() => resolved(resources)).toThrow(text);
  });

  it('refuses an unknown section', () => {
    expect(() => resolved({}, { Transform: 'AWS::Serverless-2016-10-31' })).toThrow('the template section Transform');
  });

  it('leaves out what its condition excludes', () => {
    const rest = { Conditions: { Never: { 'Fn::Equals': ['a', 'b'] } } };
    expect(
      resolved({ A: { ...queue, Condition: 'Never' }, B: queue }, rest).resources.map((one) => one.logicalId),
    ).toEqual(['B']);
  });

  it('shortens a long name in the same way every time, and keeps two apart', () => {
    const id = 'A'.repeat(90);
    const names = () => resolved({ [`${id}1`]: queue, [`${id}2`]: queue }).resources.map((one) => one.name);
    expect(names()).toEqual(names());
    expect(new Set(names()).size).toBe(2);
    expect(names()[0]).toHaveLength(80);
  });

  it('gives rules on another bus the ARN and the reference that EventBridge gives them', () => {
    const rule = { Type: 'AWS::Events::Rule', Properties: { EventBusName: { Ref: 'Bus' }, EventPattern: {} } };
    const { resources, outputs } = resolved(
      { Bus: { Type: 'AWS::Events::EventBus', Properties: { Name: 'own' } }, Rule: rule },
      { Outputs: { Rule: { Value: { Ref: 'Rule' } } } },
    );
    expect(resources[1]?.arn).toBe('arn:aws:events:eu-west-1:111122223333:rule/own/Stack-Rule');
    expect(outputs.Rule).toBe('own|Stack-Rule');
  });
});

describe('parameters', () => {
  const value = (rule: object, given?: string) =>
    propertyOf(
      { Ref: 'P' },
      { Parameters: { P: { Type: 'String', ...rule } } },
      given === undefined ? {} : { P: given },
    );

  it('takes what is given, else the default', () => {
    expect(value({ Default: 'standard' })).toBe('standard');
    expect(value({ Default: 'standard' }, 'given')).toBe('given');
  });

  it.each([
    ['no value', {}, undefined, 'the parameter P has no value and no default'],
    ['a pattern not matched as a whole', { AllowedPattern: 'a+' }, 'aab', 'the parameter P is "aab": it must match a+'],
    ['a value not allowed', { AllowedValues: ['a', 'b'] }, 'c', 'it must be one of a, b'],
    ['a short value', { MinLength: 2 }, 'a', 'at least 2 characters'],
    ['a long value', { MaxLength: 2 }, 'abc', 'at most 2 characters'],
    ['no number', { Type: 'Number' }, 'x', 'it must be a number'],
    ['an unknown type', { Type: 'CommaDelimitedList' }, 'x', 'the type CommaDelimitedList of the parameter P'],
  ])('refuses %s', (_name, rule, given, text) => {
    expect(() => value(rule, given)).toThrow(text);
  });

  it('refuses a value for a parameter that the template does not have', () => {
    expect(() => resolved({}, {}, { Typo: 'x' })).toThrow('the template has no parameter Typo');
  });
});

describe('a synthesised folder', () => {
  it('gives the one stack, with its assets', () => {
    const stack = fixtureStack();
    const [echo] = stack.of('AWS::Lambda::Function');
    expect(echo?.arn).toBe('arn:aws:lambda:eu-west-1:111122223333:function:Fixture-Echo');
    expect(stack.assetFolder((echo?.properties.Code as { S3Key: string }).S3Key)).toMatch(/local-stack\/asset\.code$/);
    expect(() => stack.assetFolder('gone.zip')).toThrow('has no asset gone.zip');
    expect(stack.outputs.Url).toMatch(/^https:\/\/[0-9a-f]{10}\.execute-api\.eu-west-1\.amazonaws\.com\/prod\/$/);
  });
});
