import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { HeadworksStack } from '../lib/headworks-stack';

const app = new App();
Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
new HeadworksStack(app, 'Headworks', {
  description: 'Headworks: a control plane for video ingestion sources on AWS Elemental MediaConnect',
});
app.synth();
