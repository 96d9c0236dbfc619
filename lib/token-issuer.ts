import { Aws, CfnCondition, CfnOutput, CfnResource, CfnRule, Duration, Fn, RemovalPolicy, Token } from 'aws-cdk-lib';
import {
  AccountRecovery,
  CfnUserPoolGroup,
  CfnUserPoolUser,
  CfnUserPoolUserToGroupAttachment,
  FeaturePlan,
  Mfa,
  UserPool,
  type UserPoolClient,
} from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';
import { roles } from '../lambdas/contract/roles';
import { accept } from './acknowledgements';
import type { Settings } from './settings';

/**
 * Who issues the tokens: the issuer of the settings, or, where they name none, a Cognito user pool of the stack with the
 * organisation's groups and its first admin. The pool outlives the stack, since its users cannot be made again.
 */
export class TokenIssuer extends Construct {
  /** The `iss` of the tokens. */
  readonly uri: string;
  /** Whom tokens may be for, comma separated. */
  readonly audiences: string;

  constructor(scope: Construct, id: string, settings: Settings) {
    super(scope, id);
    requireConsistency(this, settings);
    const pool = this.userPool();
    const client = this.client(pool);
    this.groups(pool, settings);
    const isOwn = new CfnCondition(this, 'IsOwn', { expression: Fn.conditionEquals(settings.tokenIssuer, '') });
    new CfnOutput(this, 'UserPoolId', { value: pool.userPoolId, description: 'The pool of users' }).overrideLogicalId(
      'UserPoolId',
    );
    new CfnOutput(this, 'FirstToken', {
      value: `npm run --silent sign-in -- --region ${Aws.REGION} --client ${client.userPoolClientId} --user ${settings.firstAdminEmail}`,
      description: 'What prints a token of the first admin, whose first password comes by e-mail',
    }).overrideLogicalId('FirstToken');
    for (const child of this.node.findAll()) {
      if (CfnResource.isCfnResource(child)) {
        child.cfnOptions.condition = isOwn;
        // A pool that is kept without its groups would have forgotten who may do what.
        child.applyRemovalPolicy(RemovalPolicy.RETAIN);
      }
      if (child instanceof CfnOutput) child.condition = isOwn;
    }
    const choose = (own: string, set: string) => Token.asString(Fn.conditionIf(isOwn.logicalId, own, set));
    this.uri = choose(pool.userPoolProviderUrl, settings.tokenIssuer);
    this.audiences = choose(`${client.userPoolClientId},${settings.tokenAudiences}`, settings.tokenAudiences);
  }

  private userPool(): UserPool {
    const pool = new UserPool(this, 'Users', {
      selfSignUpEnabled: false,
      signInAliases: { email: true },
      accountRecovery: AccountRecovery.EMAIL_ONLY,
      mfa: Mfa.REQUIRED,
      mfaSecondFactor: { otp: true, sms: false },
      passwordPolicy: {
        minLength: 14,
        requireLowercase: true,
        requireUppercase: true,
        requireDigits: true,
        requireSymbols: true,
        tempPasswordValidity: Duration.days(3),
      },
      featurePlan: FeaturePlan.LITE,
      deletionProtection: true,
    });
    accept(
      pool,
      'AwsSolutions-COG8',
      'The plus plan is billed for every user and month. Nobody can sign up, and everybody needs a second factor.',
    );
    return pool;
  }

  private client(pool: UserPool): UserPoolClient {
    return pool.addClient('Client', {
      // Over TLS, to Cognito itself: what signs in is a command, and no browser.
      authFlows: { userPassword: true },
      disableOAuth: true,
      generateSecret: false,
      preventUserExistenceErrors: true,
      enableTokenRevocation: true,
      accessTokenValidity: Duration.hours(1),
      idTokenValidity: Duration.hours(1),
      refreshTokenValidity: Duration.hours(12),
    });
  }

  private groups(pool: UserPool, settings: Settings): void {
    const { userPoolId } = pool;
    const [, , admins] = roles.map((role) => {
      const groupName = `${settings.organisationId}:${role}`;
      return new CfnUserPoolGroup(this, `Group-${role}`, { userPoolId, groupName });
    });
    const email = settings.firstAdminEmail;
    const user = new CfnUserPoolUser(this, 'FirstAdmin', {
      userPoolId,
      username: email,
      desiredDeliveryMediums: ['EMAIL'],
      userAttributes: [
        { name: 'email', value: email },
        { name: 'email_verified', value: 'true' },
      ],
    });
    new CfnUserPoolUserToGroupAttachment(this, 'FirstAdminRole', {
      userPoolId,
      username: user.ref,
      groupName: admins?.ref ?? '',
    });
  }
}

/** Has CloudFormation refuse settings of which a part would be without effect, or the API without anybody to call it. */
function requireConsistency(scope: Construct, settings: Settings): void {
  const isEmpty = (value: string) => Fn.conditionEquals(value, '');
  const isGiven = (value: string) => Fn.conditionNot(isEmpty(value));
  const refuseUnless = (assert: ReturnType<typeof isEmpty>, assertDescription: string) => ({
    assert,
    assertDescription,
  });
  new CfnRule(scope, 'OwnPool', {
    ruleCondition: isEmpty(settings.tokenIssuer),
    assertions: [
      refuseUnless(isGiven(settings.firstAdminEmail), 'FirstAdminEmail is needed, or another TokenIssuer'),
      refuseUnless(isEmpty(settings.tokenKeySetUri), 'TokenKeySetUri is of another TokenIssuer'),
    ],
  });
  new CfnRule(scope, 'OtherIssuer', {
    ruleCondition: isGiven(settings.tokenIssuer),
    assertions: [
      refuseUnless(isGiven(settings.tokenAudiences), 'TokenAudiences is needed with TokenIssuer'),
      refuseUnless(isEmpty(settings.firstAdminEmail), 'FirstAdminEmail is for the user pool of the stack only'),
    ],
  });
}
