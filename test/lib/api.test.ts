import { type Endpoint, endpoints } from '../../lambdas/contract/endpoints';
import { problems } from '../../lambdas/contract/problems';
import { type Resource, synthesised } from '../support/synthesised';

const stack = synthesised();
const methods = stack.of('AWS::ApiGateway::Method');
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

  it.each([
    ['UNAUTHORIZED', 'unauthenticated', '401'],
    ['ACCESS_DENIED', 'forbidden', '403'],
    ['MISSING_AUTHENTICATION_TOKEN', 'route-not-found', '404'],
    ['RESOURCE_NOT_FOUND', 'route-not-found', '404'],
    ['BAD_REQUEST_BODY', 'request-invalid', '400'],
    ['BAD_REQUEST_PARAMETERS', 'request-invalid', '400'],
    ['REQUEST_TOO_LARGE', 'body-too-large', '413'],
    ['UNSUPPORTED_MEDIA_TYPE', 'unsupported-media-type', '415'],
    ['THROTTLED', 'too-many-requests', '429'],
    ['INTEGRATION_TIMEOUT', 'timed-out', '504'],
    ['QUOTA_EXCEEDED', 'too-many-requests', '429'],
    ['DEFAULT_4XX', 'forbidden', '403'],
    ['DEFAULT_5XX', 'internal', '500'],
  ] as const)('are problems: %s is %s', (type, code, status) => {
    const found = answers.filter(({ properties }) => properties.ResponseType === type);
    expect(found).toHaveLength(1);
    const { ResponseParameters, ResponseTemplates, StatusCode } = found[0]?.properties ?? {};
    expect(StatusCode).toBe(status);
    expect(ResponseParameters).toMatchObject({
      'gatewayresponse.header.Content-Type': "'application/problem+json'",
      'gatewayresponse.header.Cache-Control': "'no-store'",
    });
    const body = JSON.parse(ResponseTemplates['application/json']);
    expect(body).toMatchObject({
      type: `urn:problem:${code}`,
      title: problems[code].title,
      status: problems[code].status,
      instance: 'urn:uuid:$context.requestId',
    });
    expect(body.message).toBe(body.detail);
  });

  it.each([
    ['UNAUTHORIZED', 'WWW-Authenticate', "'Bearer'"],
    ['THROTTLED', 'Retry-After', "'1'"],
  ])('say what to do next: %s has %s', (type, header, value) => {
    const found = answers.find(({ properties }) => properties.ResponseType === type);
    expect(found?.properties.ResponseParameters).toHaveProperty([`gatewayresponse.header.${header}`], value);
  });
});

describe('the stage', () => {
  const [stage] = stack.of('AWS::ApiGateway::Stage');

  it('traces, and logs neither bodies nor queries', () => {
    expect(stage?.properties).toMatchObject({ StageName: 'v1', TracingEnabled: true });
    for (const setting of stage?.properties.MethodSettings ?? []) expect(setting.DataTraceEnabled).toBe(false);
    const format = stage?.properties.AccessLogSetting.Format;
    expect(Object.keys(JSON.parse(format))).toContain('requestId');
    expect(format).not.toMatch(/query|header|body|authorization/i);
  });
});

describe('the parameters of the stack', () => {
  const parameters = stack.template.Parameters;
  const own = ['TokenIssuer', 'TokenKeySetUri', 'TokenAudiences', 'OrganisationId', 'TargetAccountId'];

  it('are the five settings, and none has a default', () => {
    const settings = Object.keys(parameters).filter((name) => name !== 'BootstrapVersion');
    expect(settings.sort()).toEqual([...own].sort());
    for (const name of own) expect(parameters[name]).not.toHaveProperty('Default');
  });

  it.each([
    ['TokenIssuer', 'https://issuer.example', true],
    ['TokenIssuer', '', false],
    ['TokenIssuer', 'issuer', false],
    ['TokenKeySetUri', 'https://issuer.example/keys', true],
    ['TokenKeySetUri', 'http://127.0.0.1:4567/keys', true],
    ['TokenKeySetUri', 'http://issuer.example/keys', false],
    ['TokenKeySetUri', 'http://127.0.0.1.evil.example/keys', false],
    ['TokenAudiences', 'one', true],
    ['TokenAudiences', 'one, two', true],
    ['TokenAudiences', '', false],
    ['TokenAudiences', 'one,', false],
    ['TokenAudiences', ',', false],
    ['OrganisationId', '00000000-0000-4000-8000-000000000001', true],
    ['OrganisationId', '00000000-0000-1000-8000-000000000001', false],
    ['TargetAccountId', '00000000-0000-4000-8000-0000000000A1', false],
  ])('%s as %j is allowed: %s', (name, value, allowed) => {
    expect(new RegExp(parameters[name]?.AllowedPattern ?? '').test(value)).toBe(allowed);
  });
});
