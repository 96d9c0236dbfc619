import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { HeadworksStack } from '../../lib/headworks-stack';

interface Method {
  HttpMethod: string;
  AuthorizationType: string;
  AuthorizerId?: object;
  ResourceId: { Ref: string };
}

describe('the methods of the API', () => {
  const template = Template.fromStack(new HeadworksStack(new App(), 'Headworks'));
  const resources = template.findResources('AWS::ApiGateway::Resource');
  const methods = Object.values(template.findResources('AWS::ApiGateway::Method')).map(
    ({ Properties }) => Properties as Method,
  );

  it('are open for the two documents, and for nothing else', () => {
    const open = methods.filter(({ AuthorizationType }) => AuthorizationType !== 'CUSTOM');
    const routes = open.map(
      ({ HttpMethod, ResourceId }) => `${HttpMethod} /${resources[ResourceId.Ref]?.Properties.PathPart}`,
    );
    expect(routes.sort()).toEqual(['GET /docs', 'GET /openapi.json']);
    // Both stand right under the root: no path of an organisation ends like that.
    for (const { ResourceId } of open) {
      expect(resources[ResourceId.Ref]?.Properties.ParentId).toHaveProperty('Fn::GetAtt');
    }
  });

  it('have the authorizer otherwise', () => {
    const guarded = methods.filter(({ AuthorizationType }) => AuthorizationType === 'CUSTOM');
    expect(guarded.length).toBe(methods.length - 2);
    expect(guarded.filter(({ AuthorizerId }) => !AuthorizerId)).toEqual([]);
  });
});
