import { App, Stack } from 'aws-cdk-lib';
import { actingRolePath, ownershipOf } from '../../lib/deployment';

const stackNamed = (name: string) =>
  new Stack(new App(), name, { env: { region: 'eu-west-1', account: '111122223333' } });

it('knows what it owns, and whom target accounts trust, by name and Region of the stack', () => {
  const stack = stackNamed('Media');
  expect(ownershipOf(stack)).toEqual({ DEPLOYMENT_ID: 'Media@eu-west-1', SECRET_PREFIX: 'headworks/Media' });
  expect(actingRolePath(stack)).toBe('/headworks/Media@eu-west-1/');
});

it('refuses a name for which the policies of sessions have no room', () => {
  expect(() => ownershipOf(stackNamed('s'.repeat(65)))).toThrow("the stack's name has 65 characters; use at most 64");
  expect(ownershipOf(stackNamed('s'.repeat(64))).DEPLOYMENT_ID).toHaveLength(74);
});
