import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { MediaConnectRoles } from './mediaconnect-roles';
import { Recovery } from './recovery';
import { Settings } from './settings';
import { SourceApi } from './source-api';
import { SourceTable } from './source-table';
import { SourceWorkflows } from './source-workflows';

/** The whole product in one account: the API, the record, the workflows, and what brings dead runs to their end. */
export class HeadworksStack extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);
    // Two deployments of one account can have flows in the same Region: stack name and Region tell them apart.
    const ownership = {
      DEPLOYMENT_ID: `${this.stackName}@${this.region}`,
      SECRET_PREFIX: `headworks/${this.stackName}`,
    };
    const settings = new Settings(this, 'Settings');
    const table = new SourceTable(this, 'Sources');
    const roles = new MediaConnectRoles(this, 'MediaConnect', { secretPrefix: ownership.SECRET_PREFIX });
    const workflows = new SourceWorkflows(this, 'Workflows', { table, settings, roles, ownership });
    new Recovery(this, 'Recovery', { table, workflows, ownership });
    const { url } = new SourceApi(this, 'Api', { settings, table, workflows, ownership, roles });
    new CfnOutput(this, 'ApiUrl', { value: url, description: 'The base address of the API' });
  }
}
