import { resolve, type Scope } from '../../local/intrinsics';
import { synthesised } from '../support/synthesised';

const stack = synthesised();
const { Conditions, Outputs, Rules } = stack.template;
const [pool] = stack.of('AWS::Cognito::UserPool');
const [client] = stack.of('AWS::Cognito::UserPoolClient');

/** The template's words under some settings; what the stack makes stands for itself. */
function scopeOf(settings: Record<string, string>): Scope {
  const all = { TokenIssuer: '', TokenKeySetUri: '', TokenAudiences: '', FirstAdminEmail: '', ...settings };
  const scope: Scope = {
    ref: (id) => (all as Record<string, string>)[id] ?? `<${id}>`,
    attribute: (id, name) => `<${id}.${name}>`,
    condition: (name) => resolve(Conditions[name], scope) === true,
  };
  return scope;
}

const other = { TokenIssuer: 'https://issuer.example', TokenKeySetUri: 'https://issuer.example/keys' };

describe('the user pool of the stack', () => {
  const made = ['UserPool', 'UserPoolClient', 'UserPoolGroup', 'UserPoolUser', 'UserPoolUserToGroupAttachment'];

  it.each(made)('is there only where no other issuer is set, and stays when the stack goes: %s', (type) => {
    const found = stack.of(`AWS::Cognito::${type}`);
    expect(found).toHaveLength(type === 'UserPoolGroup' ? 3 : 1);
    for (const { attributes } of found) {
      expect(attributes).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
      expect(scopeOf({}).condition(attributes.Condition)).toBe(true);
      expect(scopeOf(other).condition(attributes.Condition)).toBe(false);
    }
  });

  it('lets nobody sign up, and wants a strong password and a second factor of everybody', () => {
    expect(pool?.properties).toMatchObject({
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
      MfaConfiguration: 'ON',
      EnabledMfas: ['SOFTWARE_TOKEN_MFA'],
      Policies: { PasswordPolicy: { MinimumLength: 14, RequireNumbers: true, RequireSymbols: true } },
    });
    expect(client?.properties).toMatchObject({
      AllowedOAuthFlowsUserPoolClient: false,
      PreventUserExistenceErrors: 'ENABLED',
      EnableTokenRevocation: true,
      AccessTokenValidity: 60,
    });
  });

  it('is not deleted by mistake', () => {
    expect(pool?.properties.DeletionProtection).toBe('ACTIVE');
  });

  it("has a group for each role of the organisation, and its first user in the admins'", () => {
    const names = stack
      .of('AWS::Cognito::UserPoolGroup')
      .map(({ properties }) => resolve(properties.GroupName, scopeOf({ OrganisationId: 'ours' })));
    expect(names).toEqual(['ours:viewer', 'ours:operator', 'ours:admin']);
    const [user] = stack.of('AWS::Cognito::UserPoolUser');
    expect(user?.properties).toMatchObject({ Username: { Ref: 'FirstAdminEmail' }, DesiredDeliveryMediums: ['EMAIL'] });
    const [membership] = stack.of('AWS::Cognito::UserPoolUserToGroupAttachment');
    const admins = stack.of('AWS::Cognito::UserPoolGroup').at(-1);
    expect(membership?.properties).toMatchObject({
      Username: { Ref: user?.logicalId },
      GroupName: { Ref: admins?.logicalId },
    });
  });
});

describe('the authorizer', () => {
  const { Variables } = stack.functionOf('authorizeRequest').properties.Environment;
  const environmentUnder = (settings: Record<string, string>) => resolve(Variables, scopeOf(settings));

  it("takes the tokens of the stack's pool, made through its client or those that are named", () => {
    expect(environmentUnder({ TokenAudiences: 'mine' })).toMatchObject({
      TOKEN_ISSUER: `<${pool?.logicalId}.ProviderURL>`,
      TOKEN_KEY_SET_URI: '',
      TOKEN_AUDIENCES: `<${client?.logicalId}>,mine`,
    });
  });

  it('takes the tokens of another issuer, and none of the pool', () => {
    expect(environmentUnder({ ...other, TokenAudiences: 'theirs' })).toMatchObject({
      TOKEN_ISSUER: 'https://issuer.example',
      TOKEN_KEY_SET_URI: 'https://issuer.example/keys',
      TOKEN_AUDIENCES: 'theirs',
    });
  });
});

describe('the settings of tokens', () => {
  const own = Object.values(Rules).filter(({ RuleCondition }) => RuleCondition !== undefined);
  const refusals = (settings: Record<string, string>) => {
    const scope = scopeOf(settings);
    const applied = own.filter(({ RuleCondition }) => resolve(RuleCondition, scope) === true);
    const broken = applied.flatMap(({ Assertions }) => Assertions).filter(({ Assert }) => !resolve(Assert, scope));
    return broken.map(({ AssertDescription }) => AssertDescription.split(' ')[0]);
  };

  it.each<[Record<string, string>, string[]]>([
    [{ FirstAdminEmail: 'admin@example.com' }, []],
    [{ FirstAdminEmail: 'admin@example.com', TokenAudiences: 'mine' }, []],
    [{}, ['FirstAdminEmail']],
    [{ FirstAdminEmail: 'admin@example.com', TokenKeySetUri: 'https://issuer.example/keys' }, ['TokenKeySetUri']],
    [{ ...other, TokenAudiences: 'theirs' }, []],
    [{ TokenIssuer: 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbC', TokenAudiences: 'app' }, []],
    [other, ['TokenAudiences']],
    [{ ...other, TokenAudiences: 'theirs', FirstAdminEmail: 'admin@example.com' }, ['FirstAdminEmail']],
  ])('are refused by CloudFormation where they do not go together: %j', (settings, faults) => {
    expect(refusals(settings)).toEqual(faults);
  });

  it('are followed by the command for a first token', () => {
    const settings = { FirstAdminEmail: 'admin@example.com', 'AWS::Region': 'eu-west-1' };
    expect(resolve(Outputs.FirstToken?.Value, scopeOf(settings))).toBe(
      `npm run --silent sign-in -- --region eu-west-1 --client <${client?.logicalId}> --user admin@example.com`,
    );
  });
});
