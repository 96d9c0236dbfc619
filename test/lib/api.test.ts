import { ResponseType } from 'aws-cdk-lib/aws-apigateway';
import { type Endpoint, endpoints } from '../../lambdas/contract/endpoints';
import { commonHeaders } from '../../lambdas/contract/headers';
import { problems } from '../../lambdas/contract/problems';
import { type Resource, synthesised } from '../support/synthesised';

const stack = synthesised();
/** Of every setting that is left as it is; what a browser asks before it calls is another test's. */
const methods = stack.of('AWS::ApiGateway::Method').filter(({ properties }) => properties.HttpMethod !== 'OPTIONS');
const resources = new Map(stack.of('AWS::ApiGateway::Resource').map((each) => [each.logicalId, each.properties]));

/** The path of a method, from the tree of resources. */
function pathOf(resourceId: { Ref?: string }): string {
  const resource = resources.get(resourceId.Ref ?? '');
  return resource ? `${pathOf(resource.ParentId)}/${resource.PathPart}` : '';
}

const routeOf = ({ properties }: Resource) => `${properties.HttpMethod} ${pathOf(properties.ResourceId)}`;

describe('the routes of the API', () => {
  it('are the rows of the endpoint table', () => {
    const rows: readonly Endpoint[] = endpoints;
    const routes = rows.flatMap(({ method, alias, path }) =>
      [method, ...(alias ? [alias] : [])].map((each) => `${each} ${path}`),
    );
    expect(methods.map(routeOf).sort()).toEqual(routes.sort());
  });

  it.each(endpoints)('lead to the function of their row: $name', ({ name, method, path }) => {
    const route = methods.find((each) => routeOf(each) === `${method} ${path}`);
    expect(JSON.stringify(route?.properties.Integration.Uri)).toContain(`"${stack.functionOf(name).logicalId}"`);
    expect(route?.properties.Integration).toMatchObject({ Type: 'AWS_PROXY' });
  });

  it('are open for the two documents, and for nothing else', () => {
    const open = methods.filter(({ properties }) => properties.AuthorizationType !== 'CUSTOM');
    expect(open.map(routeOf).sort()).toEqual(['GET /docs', 'GET /openapi.json']);
    for (const { properties } of open) expect(properties.AuthorizationType).toBe('NONE');
  });

  it('are behind the one authorizer otherwise', () => {
    const [authorizer, ...others] = stack.of('AWS::ApiGateway::Authorizer');
    expect(others).toEqual([]);
    for (const { properties } of methods.filter(
      (each) => !['GET /docs', 'GET /openapi.json'].includes(routeOf(each)),
    )) {
      expect(properties).toMatchObject({ AuthorizationType: 'CUSTOM', AuthorizerId: { Ref: authorizer?.logicalId } });
      expect(properties.ApiKeyRequired ?? false).toBe(false);
    }
    expect(authorizer?.properties).toMatchObject({
      Type: 'TOKEN',
      IdentitySource: 'method.request.header.Authorization',
    });
    expect(JSON.stringify(authorizer?.properties.AuthorizerUri)).toContain(
      stack.functionOf('authorizeRequest').logicalId,
    );
  });

  it.each([
    ['Bearer a.b-_.c', true],
    ['bearer a.b.c', true],
    ['Basic a.b.c', false],
    ['Bearer ', false],
    ['Bearer a.b.c d', false],
    ['', false],
  ])('ask the authorizer about %j: %s', (header, asked) => {
    const [authorizer] = stack.of('AWS::ApiGateway::Authorizer');
    expect(new RegExp(authorizer?.properties.IdentityValidationExpression).test(header)).toBe(asked);
  });

  it('take bodies as they are', () => {
    expect(stack.of('AWS::ApiGateway::RestApi')[0]?.properties).toMatchObject({
      BinaryMediaTypes: ['*/*'],
      EndpointConfiguration: { Types: ['REGIONAL'] },
    });
  });
});

describe("API Gateway's own answers", () => {
  const answers = stack.of('AWS::ApiGateway::GatewayResponse');

  /** Every kind of answer that API Gateway documents, its own status, and the problem that it is here. */
  const kinds = [
    ['ACCESS_DENIED', 403, 'forbidden'],
    ['API_CONFIGURATION_ERROR', 500, 'internal'],
    ['AUTHORIZER_CONFIGURATION_ERROR', 500, 'internal'],
    ['AUTHORIZER_FAILURE', 500, 'internal'],
    ['BAD_REQUEST_BODY', 400, 'request-invalid'],
    ['BAD_REQUEST_PARAMETERS', 400, 'request-invalid'],
    ['EXPIRED_TOKEN', 403, 'unauthenticated'],
    ['INTEGRATION_FAILURE', 504, 'internal'],
    ['INTEGRATION_TIMEOUT', 504, 'timed-out'],
    ['INVALID_API_KEY', 403, 'unauthenticated'],
    ['INVALID_SIGNATURE', 403, 'route-not-found'],
    ['MISSING_AUTHENTICATION_TOKEN', 403, 'route-not-found'],
    ['QUOTA_EXCEEDED', 429, 'too-many-requests'],
    ['REQUEST_TOO_LARGE', 413, 'body-too-large'],
    ['RESOURCE_NOT_FOUND', 404, 'route-not-found'],
    ['THROTTLED', 429, 'too-many-requests'],
    ['UNAUTHORIZED', 401, 'unauthenticated'],
    ['UNSUPPORTED_MEDIA_TYPE', 415, 'unsupported-media-type'],
    ['WAF_FILTERED', 403, 'request-invalid'],
    // What has no row of its own, and what is still to come.
    ['DEFAULT_4XX', 400, 'request-invalid'],
    ['DEFAULT_5XX', 500, 'internal'],
  ] as const;

  /** The answer to a kind: its own, or that of its class. */
  const answerTo = (type: string, own: number) => {
    const of = (kind: string) => answers.filter(({ properties }) => properties.ResponseType === kind);
    const found = of(type).length > 0 ? of(type) : of(`DEFAULT_${Math.floor(own / 100)}XX`);
    expect(found).toHaveLength(1);
    return found[0]?.properties ?? {};
  };

  it('are of the kinds that the CDK knows, all of them', () => {
    const known = Object.values(ResponseType).map(({ responseType }) => responseType);
    expect(kinds.map(([type]) => type).sort()).toEqual(known.sort());
  });

  it.each(kinds)('are problems: %s (%i) is %s', (type, own, code) => {
    const { ResponseParameters, ResponseTemplates, StatusCode } = answerTo(type, own);
    const { status, title } = problems[code];
    expect(StatusCode).toBe(String(status));
    const body = JSON.parse(ResponseTemplates['application/json']);
    expect(body).toEqual({
      type: `urn:problem:${code}`,
      title,
      status,
      detail: expect.stringMatching(/./),
      instance: 'urn:uuid:$context.requestId',
      message: body.detail,
      ...(status === 400 ? { errors: [{ pointer: '', detail: body.detail }] } : {}),
    });
    const headers = { ...commonHeaders, 'Content-Type': 'application/problem+json' };
    const advice: Record<number, object> = {
      401: { 'WWW-Authenticate': 'Bearer' },
      429: { 'Retry-After': type === 'THROTTLED' ? '1' : '3600' },
    };
    const parameters = Object.entries({ ...headers, ...advice[status] });
    expect(ResponseParameters).toMatchObject(
      Object.fromEntries(parameters.map(([name, value]) => [`gatewayresponse.header.${name}`, `'${value}'`])),
    );
  });

  it('are 403 for one reason: the token gives no role', () => {
    const denials = answers.filter(({ properties }) => properties.StatusCode === '403');
    expect(denials.map(({ properties }) => properties.ResponseType)).toEqual(['ACCESS_DENIED']);
  });
});

describe('the stage', () => {
  const [stage] = stack.of('AWS::ApiGateway::Stage');

  it('traces, and logs neither bodies nor queries', () => {
    expect(stage?.properties).toMatchObject({ StageName: 'v1', TracingEnabled: true });
    for (const setting of stage?.properties.MethodSettings ?? []) expect(setting.DataTraceEnabled).toBe(false);
    const format = stage?.properties.AccessLogSetting.Format;
    expect(Object.keys(JSON.parse(format))).toContain('requestId');
    expect(format).not.toMatch(/query|header|body|authorization|context\.path/i);
  });
});

describe('the limits of the API', () => {
  it('are for all of its methods', () => {
    const [stage] = stack.of('AWS::ApiGateway::Stage');
    const throttled = stage?.properties.MethodSettings.filter((each: object) => 'ThrottlingRateLimit' in each);
    expect(throttled).toMatchObject([
      { ResourcePath: '/*', HttpMethod: '*', ThrottlingRateLimit: 500, ThrottlingBurstLimit: 500 },
    ]);
  });

  it.each(
    methods.map((each) => [routeOf(each), each] as const),
  )('give up waiting before Lambda ends the function: %s', (_, { properties }) => {
    const uri = JSON.stringify(properties.Integration.Uri);
    const called = endpoints.map(({ name }) => stack.functionOf(name)).find((each) => uri.includes(each.logicalId));
    const limit = properties.Integration.TimeoutInMillis;
    expect(limit).toBeLessThan(29_000);
    expect(limit).toBeLessThan(Number(called?.properties.Timeout) * 1000);
  });
});

describe('the parameters of the stack', () => {
  const parameters = stack.template.Parameters;
  const own = ['OrganisationId', 'TargetAccountId'];

  it('are the settings, with defaults that open nothing', () => {
    const settings = Object.entries(parameters).filter(([name]) => name !== 'BootstrapVersion');
    const defaults = Object.fromEntries(settings.map(([name, { Default }]) => [name, Default]));
    expect(defaults).toEqual({
      ...Object.fromEntries(own.map((name) => [name, undefined])),
      ...{ TokenIssuer: '', TokenKeySetUri: '', TokenAudiences: '', TokenGroupsClaim: 'cognito:groups' },
      ...{ MachineClients: '', FirstAdminEmail: '', EventAccounts: '', EventOrganisation: '' },
      ...{ TargetRegions: '', LeaveFlows: 'false', RunsPerOrganisation: '100', SourcesPerOrganisation: '1000' },
      TargetAccountsPerOrganisation: '50',
      ...{ CorsOrigins: '', DomainName: '', DomainCertificateArn: '', DomainBasePath: '', DefaultEndpoint: 'open' },
      ...{ WebAclArn: '', KmsKeyArn: '' },
      ...{ NotificationTopicArn: '', OperationsTopicArn: '', StartOnCreation: 'true', SrtListeners: 'shared' },
    });
  });

  it.each([
    ['TokenIssuer', 'https://issuer.example', true],
    ['TokenIssuer', '', true],
    ['TokenIssuer', 'issuer', false],
    ['TokenKeySetUri', 'https://issuer.example/keys', true],
    ['TokenKeySetUri', 'http://127.0.0.1:4567/keys', true],
    ['TokenKeySetUri', 'http://issuer.example/keys', false],
    ['TokenKeySetUri', 'http://127.0.0.1.evil.example/keys', false],
    ['NotificationTopicArn', '', true],
    ['NotificationTopicArn', 'arn:aws:sns:eu-west-1:111122223333:on-call', true],
    ['NotificationTopicArn', 'arn:aws:sns:eu-west-1:111122223333:on-call.fifo', false],
    ['NotificationTopicArn', 'on-call', false],
    ['TokenAudiences', 'one', true],
    ['TokenAudiences', 'one, two', true],
    ['TokenAudiences', '', true],
    ['TokenGroupsClaim', '', false],
    ['TokenGroupsClaim', 'https://example.com/groups', true],
    ['MachineClients', '', true],
    ['MachineClients', 'a=00000000-0000-4000-8000-000000000001:viewer', true],
    [
      'MachineClients',
      'a=00000000-0000-4000-8000-000000000001:viewer, b=00000000-0000-4000-8000-000000000001:admin',
      true,
    ],
    ['MachineClients', 'a=00000000-0000-4000-8000-000000000001:owner', false],
    ['MachineClients', 'a=*:admin', false],
    ['MachineClients', '00000000-0000-4000-8000-000000000001:viewer', false],
    ['FirstAdminEmail', '', true],
    ['FirstAdminEmail', 'admin@example.com', true],
    ['FirstAdminEmail', 'admin', false],
    ['TokenAudiences', 'one,', false],
    ['TokenAudiences', ',', false],
    ['OrganisationId', '00000000-0000-4000-8000-000000000001', true],
    ['OrganisationId', '00000000-0000-1000-8000-000000000001', false],
    ['TargetAccountId', '00000000-0000-4000-8000-0000000000A1', false],
    ['StartOnCreation', 'true', true],
    ['StartOnCreation', 'false', true],
    ['StartOnCreation', 'no', false],
    ['SrtListeners', 'exclusive', true],
    ['SrtListeners', 'one', false],
    ['SourcesPerOrganisation', '20', true],
    ['SourcesPerOrganisation', '0', false],
    ['RunsPerOrganisation', '-1', false],
    ['RunsPerOrganisation', '1e3', false],
  ])('%s as %j is allowed: %s', (name, value, allowed) => {
    expect(new RegExp(parameters[name]?.AllowedPattern ?? '').test(value)).toBe(allowed);
  });
});
