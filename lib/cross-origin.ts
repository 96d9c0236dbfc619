import { type CfnCondition, Duration, Stack } from 'aws-cdk-lib';
import { CfnMethod, type IResource, type RestApi } from 'aws-cdk-lib/aws-apigateway';
import { CfnPermission } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { accept } from './acknowledgements';
import { given } from './given';
import { HeadworksFunction } from './headworks-function';

/**
 * Lets pages of other origins call the API, where the settings name any: each path answers what a browser asks before
 * it lets them. Without origins there is no such method.
 */
export class CrossOrigin extends Construct {
  /** Whether any origin is allowed. */
  readonly isAllowed: CfnCondition;
  /** What is there only then. */
  readonly methods: readonly CfnMethod[];

  constructor(scope: Construct, id: string, { api, origins }: { api: RestApi; origins: string }) {
    super(scope, id);
    this.isAllowed = given(this, 'IsAllowed', origins);
    const preflight = new HeadworksFunction(this, {
      name: 'answerPreflight',
      description: 'Tells browsers which origins may call the API',
      environment: { CORS_ORIGINS: origins },
      timeout: Duration.seconds(5),
    });
    const permission = new CfnPermission(this, 'MayAsk', {
      action: 'lambda:InvokeFunction',
      functionName: preflight.functionArn,
      principal: 'apigateway.amazonaws.com',
      sourceArn: api.arnForExecuteApi('OPTIONS', '/*', '*'),
    });
    permission.cfnOptions.condition = this.isAllowed;
    this.methods = resourcesWithMethods(api.root).map((resource) => this.method(api, resource, preflight.functionArn));
    // A snapshot with these methods is named after what is in it, as the CDK names all.
    api.latestDeployment?.addToLogicalId({ preflights: this.methods.length });
  }

  private method(api: RestApi, resource: IResource, functionArn: string): CfnMethod {
    const { partition, region } = Stack.of(this);
    const method = new CfnMethod(this, `Options${resource.path}`, {
      restApiId: api.restApiId,
      resourceId: resource.resourceId,
      httpMethod: 'OPTIONS',
      authorizationType: 'NONE',
      integration: {
        type: 'AWS_PROXY',
        integrationHttpMethod: 'POST',
        uri: `arn:${partition}:apigateway:${region}:lambda:path/2015-03-31/functions/${functionArn}/invocations`,
        timeoutInMillis: Duration.seconds(4).toMilliseconds(),
      },
    });
    method.cfnOptions.condition = this.isAllowed;
    for (const rule of ['AwsSolutions-APIG4', 'AwsSolutions-COG4']) {
      accept(method, rule, 'A browser asks this before it sends a token; the answer says nothing else.');
    }
    return method;
  }
}

/** The paths of the API that lead somewhere. */
function resourcesWithMethods(resource: IResource): IResource[] {
  const { children } = resource.node;
  const below = children.filter((child): child is never => 'addMethod' in child).flatMap(resourcesWithMethods);
  return children.some((child) => 'httpMethod' in child) ? [resource, ...below] : below;
}
