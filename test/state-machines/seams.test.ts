import { tasks } from '../../lambdas/contract/tasks';
import {
  camel,
  definitionOf,
  functionOf,
  machineNames,
  machineOf,
  placeholdersOf,
  tasksOf,
} from '../support/state-machine';
import { synthesised } from '../support/synthesised';

const stack = synthesised();

/** The machine of the template that has the definition of the file, which holds it as it is. */
function deployed(name: string) {
  const text = definitionOf(name);
  const found = stack
    .of('AWS::StepFunctions::StateMachine')
    .find(({ properties }) => properties.DefinitionString === text);
  if (!found) throw new Error(`the template does not hold ${name} as the file has it`);
  return found;
}

it('every task of the contract is used by a machine', () => {
  const used = new Set(machineNames.flatMap((name) => placeholdersOf(definitionOf(name))).map(camel));
  expect([...used].sort()).toEqual(tasks.map(({ name }) => name).sort());
});

describe.each(machineNames)('%s', (machineName) => {
  it('has a function for each placeholder, and a placeholder for each function', () => {
    const substitutions: Record<string, { 'Fn::GetAtt': [string, string] }> =
      deployed(machineName).properties.DefinitionSubstitutions;
    expect(Object.keys(substitutions).sort()).toEqual([...new Set(placeholdersOf(definitionOf(machineName)))].sort());
    for (const [name, { 'Fn::GetAtt': attribute }] of Object.entries(substitutions)) {
      expect(attribute).toEqual([stack.functionOf(camel(name)).logicalId, 'Arn']);
    }
  });

  it('may invoke those functions and no others', () => {
    const [roleId] = deployed(machineName).properties.RoleArn['Fn::GetAtt'];
    const statements = stack
      .of('AWS::IAM::Policy')
      .filter(({ properties }) => properties.Roles.some(({ Ref }: { Ref: string }) => Ref === roleId))
      .flatMap(({ properties }) => properties.PolicyDocument.Statement)
      .filter(({ Action }) => [Action].flat().includes('lambda:InvokeFunction'));
    const substitutions = Object.values(deployed(machineName).properties.DefinitionSubstitutions);
    const sorted = (values: unknown[]) => values.map((each) => JSON.stringify(each)).sort();
    expect(sorted(statements.flatMap(({ Resource }) => Resource))).toEqual(sorted(substitutions));
  });

  it.each(tasksOf(machineOf(machineName)))('gives $name more time than its function has', ({ state }) => {
    const { Timeout } = stack.functionOf(functionOf(state)).properties;
    expect(state.TimeoutSeconds).toBeGreaterThan(Timeout);
  });
});
