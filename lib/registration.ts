import { CustomResource, Duration, Stack } from 'aws-cdk-lib';
import type { Role } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { HeadworksFunction } from './headworks-function';
import type { MediaConnectRoles } from './mediaconnect-roles';
import { allowTable } from './permissions';
import type { Settings } from './settings';
import type { SourceTable } from './source-table';

interface RegistrationProps {
  readonly settings: Settings;
  readonly table: SourceTable;
  /** The role that functions take on in the deployment's own account. */
  readonly role: Role;
  readonly roles: MediaConnectRoles;
  readonly externalId: string;
}

/**
 * Registers the deployment's own AWS account as a target account when the stack is deployed, so that it is there,
 * verified, from the first request on. What admins change of it stays, unless the stack says something else than before.
 */
export class Registration extends Construct {
  constructor(scope: Construct, id: string, { settings, table, role, roles, externalId }: RegistrationProps) {
    super(scope, id);
    const registerAccount = new HeadworksFunction(this, {
      name: 'registerAccount',
      description: "Registers the deployment's own account as a target account",
      environment: { TABLE_NAME: table.tableName },
      timeout: Duration.seconds(30),
    });
    allowTable(registerAccount, table, 'GetItem', 'PutItem', 'UpdateItem');
    new CustomResource(this, 'Account', {
      resourceType: 'Custom::HeadworksTargetAccount',
      serviceToken: registerAccount.functionArn,
      serviceTimeout: Duration.minutes(2),
      properties: {
        OrganisationId: settings.organisationId,
        TargetAccountId: settings.targetAccountId,
        AwsAccountId: Stack.of(this).account,
        RoleArn: role.roleArn,
        MediaConnectRoleArn: roles.secrets.roleArn,
        VpcRoleArn: roles.vpc.roleArn,
        ExternalId: externalId,
        Regions: settings.targetRegions,
      },
    });
  }
}
