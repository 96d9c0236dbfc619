import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { AccessStack } from '../lib/access-stack';
import { EventsStack } from '../lib/events-stack';
import { HeadworksStack } from '../lib/headworks-stack';

const app = new App();
Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
Validations.of(app).acknowledge({
  id: 'CloudFormation-Validate::W1030',
  reason: 'A setting that is left empty is not used: conditions leave out what would refer to it.',
});
new HeadworksStack(app, 'Headworks', {
  description: 'Headworks: a control plane for video ingestion sources on AWS Elemental MediaConnect',
  // A deletion that the guard refuses leaves a stack that CloudFormation deletes only; one by accident comes to nothing.
  terminationProtection: true,
});
// What target accounts need.
new AccessStack(app, 'HeadworksAccess');
new EventsStack(app, 'HeadworksEvents');
app.synth();
