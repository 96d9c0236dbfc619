import { CfnCondition, Fn } from 'aws-cdk-lib';
import { CfnEventBusPolicy, EventBus } from 'aws-cdk-lib/aws-events';
import type { Construct } from 'constructs';
import type { Settings } from './settings';

/**
 * The bus on which the listeners hear MediaConnect and alarms, of every account and Region that forwards to it. Besides
 * the deployment's own account it admits those that the settings name, by their ids or by their AWS organisation.
 */
export class IncomingBus extends EventBus {
  constructor(scope: Construct, id: string, { eventAccounts, eventOrganisation }: Settings) {
    super(scope, id, { description: 'What MediaConnect and the alarms of sources say, for Headworks' });
    this.admit('Accounts', eventAccounts, { Principal: { AWS: Fn.split(',', eventAccounts) } });
    this.admit('Organisation', eventOrganisation, {
      Principal: '*',
      Condition: { StringEquals: { 'aws:PrincipalOrgID': eventOrganisation } },
    });
  }

  private admit(who: string, setting: string, whom: object): void {
    const policy = new CfnEventBusPolicy(this, who, {
      eventBusName: this.eventBusName,
      statementId: who,
      statement: { Sid: who, Effect: 'Allow', Action: 'events:PutEvents', Resource: this.eventBusArn, ...whom },
    });
    policy.cfnOptions.condition = new CfnCondition(this, `Has${who}`, {
      expression: Fn.conditionNot(Fn.conditionEquals(setting, '')),
    });
  }
}
