import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { HeadworksStack } from '../../lib/headworks-stack';

const { context } = JSON.parse(readFileSync(resolve(__dirname, '../../cdk.json'), 'utf8'));

/** A resource of the template; its properties are read member by member. */
export interface Resource {
  logicalId: string;
  // biome-ignore lint/suspicious/noExplicitAny: properties of any resource
  properties: any;
  // biome-ignore lint/suspicious/noExplicitAny: attributes of any resource
  attributes: any;
}

/** The stack as `cdk synth` makes it. The bundles are no matter here: a test file puts a stand-in in place of `lib/bundles`. */
export function synthesised() {
  const template = Template.fromStack(new HeadworksStack(new App({ context }), 'Headworks'));
  const known = new Map<string, Resource[]>();
  const of = (type: string): Resource[] => {
    const found = known.get(type) ?? resourcesOf(template, type);
    known.set(type, found);
    return found;
  };
  const functions = of('AWS::Lambda::Function').filter(({ properties }) => properties.Runtime !== undefined);
  /** The function of a name, told by its role's description. */
  const functionOf = (name: string): Resource => {
    const role = of('AWS::IAM::Role').find(({ properties }) => properties.Description === `Runs ${name}`);
    const found = functions.find(({ properties }) => properties.Role['Fn::GetAtt'][0] === role?.logicalId);
    if (!found) throw new Error(`the stack has no function ${name}`);
    return found;
  };
  /** The statements of every policy of a function's role. */
  const statementsOf = (name: string): Statement[] => {
    const [roleId] = functionOf(name).properties.Role['Fn::GetAtt'];
    return of('AWS::IAM::Policy')
      .filter(({ properties }) => properties.Roles.some(({ Ref }: { Ref: string }) => Ref === roleId))
      .flatMap(({ properties }) => properties.PolicyDocument.Statement);
  };
  return { template, of, functions, functionOf, statementsOf };
}

function resourcesOf(template: Template, type: string): Resource[] {
  return Object.entries(template.findResources(type)).map(([logicalId, { Properties, ...attributes }]) => ({
    logicalId,
    properties: Properties ?? {},
    attributes,
  }));
}

/** A statement of a policy document. */
export interface Statement {
  Effect: string;
  Action: string | string[];
  Resource: unknown;
  Condition?: Record<string, unknown>;
}
