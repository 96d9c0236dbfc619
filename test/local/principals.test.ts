import { accessKeyOf, functionPrincipals, templateRoles } from '../../local/principals';
import { fixtureStack } from '../support/local-stack';

const roleArn = 'arn:aws:iam::111122223333:role/Fixture-StoreRole';

function changed(logicalId: string, properties: Record<string, unknown>) {
  const stack = fixtureStack();
  Object.assign(stack.resources.find((resource) => resource.logicalId === logicalId)?.properties ?? {}, properties);
  return stack;
}

it('gives a role its inline, attached and managed policies, and its trust', () => {
  const inline = { Statement: { Effect: 'Allow', Action: 'sts:GetCallerIdentity', Resource: '*' } };
  const roles = templateRoles(changed('StoreRole', { Policies: [{ PolicyName: 'p', PolicyDocument: inline }] }));
  const { policies = [], trust } = roles.get(roleArn) ?? {};
  expect(policies[0]).toEqual(inline);
  expect(JSON.stringify(policies)).toContain('logs:PutLogEvents');
  expect(JSON.stringify(policies)).toContain('dynamodb:PutItem');
  expect(trust).toMatchObject({ Statement: [{ Principal: { Service: 'lambda.amazonaws.com' } }] });
});

it("makes a function's access key its role's session", () => {
  const stack = fixtureStack();
  const principal = functionPrincipals(stack, templateRoles(stack)).get(accessKeyOf('Fixture-Store'));
  expect(principal?.arn).toBe('arn:aws:sts::111122223333:assumed-role/Fixture-StoreRole/Fixture-Store');
  expect(accessKeyOf('Fixture-Store')).toMatch(/^ASIA[0-9A-F]{16}$/);
});

it('refuses a managed policy whose content it does not know', () => {
  const stack = changed('StoreRole', { ManagedPolicyArns: ['arn:aws:iam::aws:policy/AdministratorAccess'] });
  expect(() => templateRoles(stack)).toThrow(
    'StoreRole cannot run locally: the policy arn:aws:iam::aws:policy/AdministratorAccess is not known here',
  );
});

it('refuses a function whose role is not in the template', () => {
  const stack = changed('Store', { Role: 'arn:aws:iam::111122223333:role/elsewhere' });
  expect(() => functionPrincipals(stack, templateRoles(stack))).toThrow('Store cannot run locally: its role');
});
