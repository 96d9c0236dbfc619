import { BootstraplessSynthesizer, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/**
 * A stack whose template is all there is to it: no assets, no bootstrapped Region, nothing that only the CDK needs. It is
 * handed as it is to whoever deploys with CloudFormation alone.
 */
export class PlainStack extends Stack {
  constructor(scope: Construct, id: string, description: string) {
    super(scope, id, { description, synthesizer: new BootstraplessSynthesizer(), analyticsReporting: false });
    this.node.setContext('aws:cdk:enable-path-metadata', false);
  }
}
