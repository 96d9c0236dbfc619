import { CfnParameter } from 'aws-cdk-lib';
import { Construct } from 'constructs';

const uuid = '^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$';

/**
 * What a deployment is told. These are CloudFormation parameters, so that the folder that was synthesised and tested is
 * the one that is deployed; none has a default that would leave the API open.
 */
export class Settings extends Construct {
  readonly tokenIssuer: string;
  readonly tokenKeySetUri: string;
  readonly tokenAudiences: string;
  readonly organisationId: string;
  readonly targetAccountId: string;
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
  /** Whether the SRT listeners that flows call admit several callers at a time, `shared`, or one, `exclusive`. */
  readonly srtListeners: string;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.tokenIssuer = this.text('TokenIssuer', '^https?://.+$', 'The issuer (iss) of the tokens that the API accepts');
    this.tokenKeySetUri = this.text(
      'TokenKeySetUri',
      '^(https://.+|http://127\\.0\\.0\\.1:[0-9]+/.+)$',
      'Where the issuer publishes its key set (JWKS); HTTPS, except on the local system',
    );
    this.tokenAudiences = this.text(
      'TokenAudiences',
      '^[^,\\s]+(\\s*,\\s*[^,\\s]+)*$',
      'The audiences (aud) that tokens may be for, comma separated; at least one',
    );
    this.organisationId = this.text(
      'OrganisationId',
      uuid,
      'The organisation that this deployment serves (UUID, version 4)',
    );
    this.targetAccountId = this.text(
      'TargetAccountId',
      uuid,
      "The id under which this deployment's own AWS account stands in the API's paths (UUID, version 4)",
    );
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
    this.notificationTopicArn = this.topic(
      'NotificationTopicArn',
      'is told when the health of a source or an alarm of it changes',
    );
    this.operationsTopicArn = this.topic('OperationsTopicArn', "is told of the system's own alarms");
  }

  private count(name: string, description: string, standard: number): string {
    return this.text(name, '^[1-9][0-9]{0,5}$', description, String(standard));
  }

  private topic(name: string, purpose: string): string {
    const arnOrNothing = '^(arn:[a-z-]+:sns:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9_-]+)?$';
    return this.text(name, arnOrNothing, `An SNS topic of this Region that ${purpose}; empty for none`, '');
  }

  private text(name: string, allowedPattern: string, description: string, standard?: string): string {
    const parameter = new CfnParameter(this, name, { type: 'String', allowedPattern, description, default: standard });
    // The name is what `cdk deploy --parameters` asks for.
    parameter.overrideLogicalId(name);
    return parameter.valueAsString;
  }
}
