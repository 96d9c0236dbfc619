import { CfnCondition, Fn, Lazy, Token } from 'aws-cdk-lib';
import { CfnDeployment, CfnGatewayResponse, CfnMethod, type CfnStage, type RestApi } from 'aws-cdk-lib/aws-apigateway';
import type { CrossOrigin } from './cross-origin';

/**
 * Has the stage show the API as the settings make it. A deployment is a snapshot of the API when it was made, and a
 * changed setting alone renews none: there is one for each answer to the two questions that change the API, which is
 * made when that comes to be the answer. To be called when the API is complete.
 */
export function deployBySettings(api: RestApi, crossOrigin: CrossOrigin, isDefaultClosed: CfnCondition): void {
  const plain = api.latestDeployment?.node.defaultChild as CfnDeployment;
  const parts = api.node.findAll().filter((part) => part instanceof CfnMethod || part instanceof CfnGatewayResponse);
  const whether = (condition: CfnCondition, holds: boolean) => (holds ? condition : Fn.conditionNot(condition));

  const snapshot = (isCrossOrigin: boolean, isClosed: boolean): string => {
    const name = `${isCrossOrigin ? 'CrossOrigin' : ''}${isClosed ? 'Closed' : ''}`;
    const deployment = name === '' ? plain : new CfnDeployment(api, `Deployment${name}`, { restApiId: api.restApiId });
    if (deployment !== plain) {
      // As the CDK names the plain one: by what is in it.
      deployment.overrideLogicalId(Lazy.string({ produce: () => `${api.stack.resolve(plain.logicalId)}${name}` }));
      for (const part of [...parts, ...(isCrossOrigin ? crossOrigin.methods : [])])
        deployment.addResourceDependency(part);
    }
    deployment.cfnOptions.condition = new CfnCondition(api, `IsDeployment${name}`, {
      expression: Fn.conditionAnd(whether(crossOrigin.isAllowed, isCrossOrigin), whether(isDefaultClosed, isClosed)),
    });
    return deployment.ref;
  };

  const either = (condition: CfnCondition, yes: string, no: string) =>
    Token.asString(Fn.conditionIf(condition.logicalId, yes, no));
  const stage = api.deploymentStage.node.defaultChild as CfnStage;
  stage.deploymentId = either(
    crossOrigin.isAllowed,
    either(isDefaultClosed, snapshot(true, true), snapshot(true, false)),
    either(isDefaultClosed, snapshot(false, true), snapshot(false, false)),
  );
}
