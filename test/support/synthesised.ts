import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { isSynthesised } from '../../local/synthesise';

const root = resolve(__dirname, '../..');

/** A resource of the template; its properties are read member by member. */
export interface Resource {
  logicalId: string;
  // biome-ignore lint/suspicious/noExplicitAny: properties of any resource
  properties: any;
  // biome-ignore lint/suspicious/noExplicitAny: attributes of any resource
  attributes: any;
}

/** A template as far as the tests look into it. */
interface Template {
  Parameters: Record<string, Record<string, string>>;
  Resources: Record<string, { Type: string; Properties?: object; [attribute: string]: unknown }>;
  Conditions: Record<string, unknown>;
  Outputs: Record<string, { Value: unknown; Condition?: string }>;
  Rules: Record<string, { RuleCondition?: unknown; Assertions: { Assert: unknown; AssertDescription: string }[] }>;
}

/** The stack as `cdk synth` has made it, which is done anew only if its sources have changed since. */
export function synthesised() {
  const template = synthesisedTemplate();
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

function synthesisedTemplate(): Template {
  if (!isSynthesised(root)) {
    const made = spawnSync(process.execPath, ['--import', 'tsx', 'test/support/synth.ts'], { cwd: root });
    if (made.status !== 0) throw new Error(`the stack cannot be synthesised: ${made.stderr}`);
  }
  return JSON.parse(readFileSync(join(root, 'cdk.out', 'Headworks.template.json'), 'utf8'));
}

function resourcesOf({ Resources }: Template, type: string): Resource[] {
  const found = Object.entries(Resources).filter(([, resource]) => resource.Type === type);
  return found.map(([logicalId, { Properties, ...attributes }]) => ({
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
