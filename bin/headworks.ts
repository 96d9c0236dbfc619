import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { EventsStack } from '../lib/events-stack';
import { HeadworksStack } from '../lib/headworks-stack';

const app = new App();
Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
new HeadworksStack(app, 'Headworks', {
  description: 'Headworks: a control plane for video ingestion sources on AWS Elemental MediaConnect',
});
new EventsStack(app, 'HeadworksEvents', {
  description: 'Headworks: sends the events of a Region of a target account to the control plane',
});
app.synth();
