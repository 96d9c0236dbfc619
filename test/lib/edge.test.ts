import { join } from 'node:path';
import { commonHeaders } from '../../lambdas/contract/headers';
import { demo } from '../../local/demo';
import { loadStack } from '../../local/template';
import { fixtureParameters } from '../support/local-stack';
import { synthesised } from '../support/synthesised';

const { Parameters } = synthesised().template;

/** The stack as it is with these settings. */
function stackWith(settings: Record<string, string> = {}) {
  const TokenKeySetUri = 'https://issuer.example/keys';
  const parameters = { ...fixtureParameters, TokenKeySetUri, ...settings };
  const stack = loadStack(join(__dirname, '../../cdk.out'), parameters, demo);
  const one = (type: string) => {
    const [found, ...others] = stack.of(type);
    expect(others).toEqual([]);
    return found?.properties;
  };
  const methods = stack.of('AWS::ApiGateway::Method').map(({ properties }) => properties.HttpMethod);
  const preflights = methods.filter((method) => method === 'OPTIONS').length;
  return { ...stack, one, preflights };
}

const key = `arn:aws:kms:${demo.region}:${demo.account}:key/11111111-2222-4333-8444-555555555555`;
const domain = {
  DomainName: 'sources.example.com',
  DomainCertificateArn: `arn:aws:acm:${demo.region}:${demo.account}:certificate/11111111-2222-4333-8444-555555555555`,
};
const webAcl = `arn:aws:wafv2:${demo.region}:${demo.account}:regional/webacl/front/11111111-2222-4333-8444-555555555555`;

describe('the edge, where nothing is set', () => {
  const stack = stackWith();

  it('has no name of its own, no web ACL and no key', () => {
    for (const type of ['DomainName', 'BasePathMapping']) expect(stack.of(`AWS::ApiGateway::${type}`)).toEqual([]);
    expect(stack.of('AWS::WAFv2::WebACLAssociation')).toEqual([]);
    expect(stack.one('AWS::ApiGateway::RestApi')).toMatchObject({ DisableExecuteApiEndpoint: false });
    expect(stack.one('AWS::DynamoDB::Table')).not.toHaveProperty('SSESpecification');
    expect(stack.one('AWS::SQS::Queue')).toMatchObject({ SqsManagedSseEnabled: true });
    expect(stack.outputs.ApiUrl).toContain('.execute-api.');
  });

  it('is open to no other origin', () => {
    expect(stack.preflights).toBe(0);
    expect(JSON.stringify(stack.of('AWS::ApiGateway::GatewayResponse'))).not.toContain('Access-Control');
  });
});

describe('pages of other origins', () => {
  const stack = stackWith({ CorsOrigins: 'https://console.example.com, http://localhost:5173' });

  it('may ask before they call, on every path that leads somewhere', () => {
    const paths = stack.of('AWS::ApiGateway::Method').map(({ properties }) => properties.ResourceId);
    expect(stack.preflights).toBe(new Set(paths).size);
    const open = stack.of('AWS::ApiGateway::Method').filter(({ properties }) => properties.HttpMethod === 'OPTIONS');
    for (const { properties } of open) expect(properties.AuthorizationType).toBe('NONE');
  });

  it("may read API Gateway's own answers, which never speak of credentials", () => {
    for (const { properties } of stack.of('AWS::ApiGateway::GatewayResponse')) {
      expect(properties.ResponseParameters).toHaveProperty(
        ['gatewayresponse.header.Access-Control-Allow-Origin'],
        "'*'",
      );
      expect(JSON.stringify(properties)).not.toMatch(/Allow-Credentials/i);
    }
  });

  it('are known to every function that answers, and to the one that answers before', () => {
    const told = stack.of('AWS::Lambda::Function').flatMap(({ properties }) => {
      const { Variables = {} } = (properties.Environment ?? {}) as { Variables?: Record<string, string> };
      return Variables.CORS_ORIGINS === undefined ? [] : [Variables.CORS_ORIGINS];
    });
    expect(new Set(told)).toEqual(new Set(['https://console.example.com, http://localhost:5173']));
  });
});

describe('a name of its own', () => {
  it('takes TLS 1.2 at least, and leads to the stage', () => {
    const stack = stackWith({ ...domain, DomainBasePath: 'video' });
    expect(stack.one('AWS::ApiGateway::DomainName')).toMatchObject({
      DomainName: domain.DomainName,
      RegionalCertificateArn: domain.DomainCertificateArn,
      EndpointConfiguration: { Types: ['REGIONAL'] },
      SecurityPolicy: 'TLS_1_2',
    });
    expect(stack.one('AWS::ApiGateway::BasePathMapping')).toMatchObject({ Stage: 'v1', BasePath: 'video' });
    expect(stack.outputs).toMatchObject({ ApiUrl: 'https://sources.example.com/video/' });
    expect(stack.outputs.DomainTarget).toContain('sources.example.com');
    expect(stackWith(domain).one('AWS::ApiGateway::BasePathMapping')).not.toHaveProperty('BasePath');
    expect(stackWith(domain).outputs.ApiUrl).toBe('https://sources.example.com/');
  });

  it.each([
    [{ ...domain, DefaultEndpoint: 'closed' }, true],
    [{ ...domain, DefaultEndpoint: 'open' }, false],
    [{ DefaultEndpoint: 'closed' }, false],
  ])('is the only one where that is asked for: %j', (settings, closed) => {
    expect(stackWith(settings).one('AWS::ApiGateway::RestApi')).toMatchObject({ DisableExecuteApiEndpoint: closed });
  });

  it('needs a certificate', () => {
    const rules = Object.values(synthesised().template.Rules ?? {});
    expect(rules).toContainEqual({
      RuleCondition: { 'Fn::Not': [{ 'Fn::Equals': [{ Ref: 'DomainName' }, ''] }] },
      Assertions: [expect.objectContaining({ AssertDescription: 'DomainName needs DomainCertificateArn' })],
    });
  });
});

it('is deployed anew when a setting changes what there is to deploy', () => {
  const cors = { CorsOrigins: 'https://console.example.com' };
  const closed = { ...domain, DefaultEndpoint: 'closed' };
  const deployed = [{}, cors, closed, { ...closed, ...cors }].map((settings) => {
    const stack = stackWith(settings);
    const [deployment, ...others] = stack.of('AWS::ApiGateway::Deployment');
    expect(others).toEqual([]);
    expect(stack.one('AWS::ApiGateway::Stage')?.DeploymentId).toBe(deployment?.name);
    return deployment?.logicalId;
  });
  expect(new Set(deployed).size).toBe(4);
  // Each is made after everything that is in it.
  const { Resources } = synthesised().template;
  const parts = Object.entries(Resources).filter(([, { Type }]) => /ApiGateway::(Method|GatewayResponse)$/.test(Type));
  for (const [index, id] of deployed.entries()) {
    const isCrossOrigin = index % 2 === 1;
    const expected = parts
      .filter(([, { Condition }]) => Condition === undefined || isCrossOrigin)
      .map(([name]) => name);
    const depended = (Resources[String(id)]?.DependsOn as string[]).filter((name) =>
      parts.some(([part]) => part === name),
    );
    expect(depended.sort()).toEqual(expected.sort());
  }
});

it('a web ACL is put in front of the stage', () => {
  const association = stackWith({ WebAclArn: webAcl }).one('AWS::WAFv2::WebACLAssociation');
  expect(association).toMatchObject({ WebACLArn: webAcl });
  expect(association?.ResourceArn).toMatch(/^arn:aws:apigateway:eu-west-1::\/restapis\/\w+\/stages\/v1$/);
});

it('a key encrypts all that the stack keeps', () => {
  const stack = stackWith({ KmsKeyArn: key });
  expect(stack.one('AWS::DynamoDB::Table')).toMatchObject({
    SSESpecification: { SSEEnabled: true, SSEType: 'KMS', KMSMasterKeyId: key },
  });
  const queue = stack.one('AWS::SQS::Queue');
  expect(queue).toMatchObject({ KmsMasterKeyId: key });
  expect(queue).not.toHaveProperty('SqsManagedSseEnabled');
  const groups = stack.of('AWS::Logs::LogGroup');
  expect(groups.length).toBeGreaterThan(20);
  for (const { properties } of groups) expect(properties.KmsKeyId).toBe(key);
});

it("API Gateway's own answers have the headers that all have, in words that it can quote", () => {
  for (const { properties } of stackWith().of('AWS::ApiGateway::GatewayResponse')) {
    const parameters = properties.ResponseParameters as Record<string, string>;
    for (const [name, value] of Object.entries(commonHeaders)) {
      expect(parameters[`gatewayresponse.header.${name}`]).toBe(`'${value}'`);
      expect(value).not.toContain("'");
    }
  }
});

describe('the settings of the edge', () => {
  it.each([
    ['CorsOrigins', '', true],
    ['CorsOrigins', 'https://console.example.com', true],
    ['CorsOrigins', 'https://a.example, https://b.example:8443', true],
    ['CorsOrigins', 'http://localhost:3001', true],
    ['CorsOrigins', '*', false],
    ['CorsOrigins', 'https://*.example.com', false],
    ['CorsOrigins', 'http://console.example.com', false],
    ['CorsOrigins', 'https://console.example.com/', false],
    ['CorsOrigins', 'null', false],
    ['DomainName', 'sources.example.com', true],
    ['DomainName', '*.example.com', false],
    ['DomainName', 'localhost', false],
    ['DomainCertificateArn', domain.DomainCertificateArn, true],
    ['DomainCertificateArn', 'arn:aws:acm:eu-west-1:111122223333:key/1', false],
    ['DomainBasePath', 'video', true],
    ['DomainBasePath', 'video/sources', false],
    ['DefaultEndpoint', 'closed', true],
    ['DefaultEndpoint', 'shut', false],
    ['WebAclArn', webAcl, true],
    ['WebAclArn', webAcl.replace('regional', 'global'), false],
    ['KmsKeyArn', key, true],
    ['KmsKeyArn', 'alias/aws/dynamodb', false],
  ])('%s as %j is allowed: %s', (name, value, allowed) => {
    expect(new RegExp(Parameters[name]?.AllowedPattern ?? '').test(value)).toBe(allowed);
  });
});
