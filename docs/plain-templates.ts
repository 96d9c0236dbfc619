import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { AccessStack } from '../lib/access-stack';
import { EventsStack } from '../lib/events-stack';

/** The templates of the stacks of a target account, by the names of the stacks, as `cdk synth` writes them. */
export function plainTemplates(): Map<string, object> {
  const { context } = JSON.parse(readFileSync(join(__dirname, '..', 'cdk.json'), 'utf8'));
  const app = new App({ context, builtinCloudFormationValidation: false });
  const stacks = [new AccessStack(app, 'HeadworksAccess'), new EventsStack(app, 'HeadworksEvents')];
  const assembly = app.synth();
  return new Map(stacks.map(({ stackName }) => [stackName, assembly.getStackByName(stackName).template]));
}
