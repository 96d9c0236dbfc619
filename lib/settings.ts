import { Aws, CfnCondition, Fn } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { uuid, uuidPattern } from './stack-parameters';
import { textParameter } from './text-parameter';

/** A machine client and what it may do where. */
const machineClient = `[^\\s,=]+=${uuid}:(viewer|operator|admin)`;

/**
 * What a deployment is told. These are CloudFormation parameters, so that the folder that was synthesised and tested is
 * the one that is deployed; none has a default that would leave the API open.
 */
export class Settings extends Construct {
  /** Empty for a user pool of the stack. */
  readonly tokenIssuer: string;
  readonly tokenKeySetUri: string;
  readonly tokenAudiences: string;
  readonly tokenGroupsClaim: string;
  /** `<client-id>=<organisation-id>:<role>`, comma separated. */
  readonly machineClients: string;
  /** Who is the first user of the stack's own user pool. */
  readonly firstAdminEmail: string;
  readonly organisationId: string;
  readonly targetAccountId: string;
  /** The Regions in which sources of the deployment's own account may be, comma separated. */
  readonly targetRegions: string;
  /** Whether a source runs once it is created, `true` or `false`; a request can say otherwise. */
  readonly startOnCreation: string;
  /** The topic that is told of health and alarms; empty for none. */
  readonly notificationTopicArn: string;
  /** The topic that is told of the system's own alarms; empty for none. */
  readonly operationsTopicArn: string;
  /** How many sources that are not deleted an organisation may have. */
  readonly sourcesPerOrganisation: string;
  /** How many runs of an organisation may be owed or under way at a time. */
  readonly runsPerOrganisation: string;
  readonly targetAccountsPerOrganisation: string;
  /** Whether the SRT listeners that flows call admit several callers at a time, `shared`, or one, `exclusive`. */
  readonly srtListeners: string;

  /** Whether the stack may be deleted while sources have flows, which are left behind: `true` or `false`. */
  readonly leaveFlows: string;
  /** The AWS accounts that may send events of their flows, comma separated; empty for the deployment's own alone. */
  readonly eventAccounts: string;
  /** The AWS organisation whose accounts may do so; empty for none. */
  readonly eventOrganisation: string;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.tokenIssuer = this.text(
      'TokenIssuer',
      '^(https?://.+)?$',
      'The issuer (iss) of the tokens that the API accepts; empty for a Cognito user pool of this stack',
      '',
    );
    this.tokenKeySetUri = this.text(
      'TokenKeySetUri',
      '^(https://.+|http://127\\.0\\.0\\.1:[0-9]+/.+)?$',
      'Where the issuer publishes its key set (JWKS); HTTPS, except on the local system. Empty for any Cognito user pool',
      '',
    );
    this.tokenAudiences = this.text(
      'TokenAudiences',
      '^([^,\\s]+(\\s*,\\s*[^,\\s]+)*)?$',
      'The audiences (aud) that tokens may be for, or of a Cognito user pool the app clients (client_id), comma ' +
        'separated. At least one, except where the user pool of this stack has one of its own',
      '',
    );
    this.tokenGroupsClaim = this.text(
      'TokenGroupsClaim',
      '^\\S+$',
      'The claim of a token that lists groups; those of the form <organisation-id>:<role> give roles',
      'cognito:groups',
    );
    this.machineClients = this.text(
      'MachineClients',
      `^(${machineClient}(\\s*,\\s*${machineClient})*)?$`,
      'What tokens of machine clients may do: <client-id>=<organisation-id>:<role>, comma separated',
      '',
    );
    this.firstAdminEmail = this.text(
      'FirstAdminEmail',
      '^([^@\\s]+@[^@\\s]+)?$',
      'The e-mail address of the first admin, whom the user pool of this stack sends a first password',
      '',
    );
    this.organisationId = this.text(
      'OrganisationId',
      uuidPattern,
      "The organisation of the deployment's own target account, and of its first admin (UUID, version 4)",
    );
    this.targetAccountId = this.text(
      'TargetAccountId',
      uuidPattern,
      "The id under which this deployment's own AWS account stands in the API's paths (UUID, version 4)",
    );
    this.targetRegions = this.regions();
    this.startOnCreation = this.text(
      'StartOnCreation',
      '^(true|false)$',
      'Whether a source is started once it is created, where the request does not say; a flow that runs costs by the hour',
      'true',
    );
    this.srtListeners = this.text(
      'SrtListeners',
      '^(shared|exclusive)$',
      'Whether the SRT listeners that flows call admit several callers at a time (shared) or one (exclusive): then a ' +
        'flow that is replaced stops before the new one calls',
      'shared',
    );
    // AWS's own quota of 20 flows in each of its 23 Regions is 460 for an account that has had none raised.
    this.sourcesPerOrganisation = this.count(
      'SourcesPerOrganisation',
      'How many sources that are not deleted an organisation may have',
      1000,
    );
    // A run makes about five calls of the five a second that an account has in a Region: more would only wait.
    this.runsPerOrganisation = this.count(
      'RunsPerOrganisation',
      'How many sources of an organisation may be created, changed or deleted at a time',
      100,
    );
    // The hourly sweep looks into every Region of each, all within five minutes.
    this.targetAccountsPerOrganisation = this.count(
      'TargetAccountsPerOrganisation',
      'How many target accounts an organisation may have',
      50,
    );
    this.notificationTopicArn = this.topic(
      'NotificationTopicArn',
      'is told when the health of a source or an alarm of it changes',
    );
    this.operationsTopicArn = this.topic('OperationsTopicArn', "is told of the system's own alarms");
    this.leaveFlows = this.text(
      'LeaveFlows',
      '^(true|false)$',
      'Whether the stack may be deleted while sources have flows: those are left behind then, run on and cost',
      'false',
    );
    this.eventAccounts = this.text(
      'EventAccounts',
      '^([0-9]{12}(,[0-9]{12})*)?$',
      'The other AWS accounts whose events are admitted, comma separated; empty for none',
      '',
    );
    this.eventOrganisation = this.text(
      'EventOrganisation',
      '^(o-[a-z0-9]{10,32})?$',
      'The AWS organisation, all accounts of which are admitted to send events; empty for none',
      '',
    );
  }

  private count(name: string, description: string, standard: number): string {
    return this.text(name, '^[1-9][0-9]{0,5}$', description, String(standard));
  }

  /** Elsewhere nobody hears the events of flows, until the events stack is there. */
  private regions(): string {
    const region = '[a-z]{2}(-[a-z]+)+-[0-9]';
    const given = this.text(
      'TargetRegions',
      `^(${region}(,${region})*)?$`,
      "The Regions in which sources of the deployment's own account may be, comma separated; empty for its own Region",
      '',
    );
    const hasNone = new CfnCondition(this, 'IsOwnRegion', { expression: Fn.conditionEquals(given, '') });
    return Fn.conditionIf(hasNone.logicalId, Aws.REGION, given).toString();
  }

  private topic(name: string, purpose: string): string {
    const arnOrNothing = '^(arn:[a-z-]+:sns:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9_-]+)?$';
    return this.text(name, arnOrNothing, `An SNS topic of this Region that ${purpose}; empty for none`, '');
  }

  private text(name: string, allowedPattern: string, description: string, standard?: string): string {
    return textParameter(this, name, allowedPattern, description, standard);
  }
}
