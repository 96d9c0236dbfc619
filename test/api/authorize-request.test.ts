import type { APIGatewayAuthorizerResult } from 'aws-lambda';
import { enterFunction, functionEnvironment } from '../support/function-environment';
import { audience, issuer, type KeySet, startKeySet } from '../support/key-set';

const organisation = functionEnvironment.ORGANISATION_ID;
const other = '00000000-0000-4000-8000-000000000002';
const api = 'arn:aws:execute-api:eu-west-1:111122223333:a1b2c3d4e5';
let keys: KeySet;
let authorize: (authorizationToken: string) => Promise<APIGatewayAuthorizerResult>;

beforeAll(async () => {
  keys = await startKeySet('ES256');
  enterFunction({
    TOKEN_ISSUER: issuer,
    TOKEN_KEY_SET_URI: keys.uri,
    TOKEN_AUDIENCES: audience,
    TOKEN_GROUPS_CLAIM: 'cognito:groups',
    MACHINE_CLIENTS: `machine=${organisation}:viewer, machine=${other}:operator`,
  });
  const { handler } = await import('../../lambdas/api/authorize-request');
  const methodArn = `${api}/v1/GET/organisations/${organisation}/target-accounts/x/sources`;
  authorize = (authorizationToken) => handler({ type: 'TOKEN', authorizationToken, methodArn });
});
afterAll(() => keys.close());

const withGroups = (...groups: string[]) => keys.sign({ 'cognito:groups': groups });

describe('the authorizer', () => {
  it("opens the organisations of the token's groups, whatever path was asked for", async () => {
    const exp = Math.floor(Date.now() / 1000) + 60;
    const token = keys.sign({ exp, 'cognito:groups': [`${organisation}:viewer`, `${other}:admin`] });
    const { principalId, policyDocument, context } = await authorize(`Bearer ${token}`);
    expect(policyDocument.Statement).toEqual([
      {
        Effect: 'Allow',
        Action: 'execute-api:Invoke',
        Resource: [`${api}/v1/*/organisations/${organisation}/*`, `${api}/v1/*/organisations/${other}/*`],
      },
    ]);
    expect(principalId).toBe('someone');
    expect(context).toEqual({
      subject: 'someone',
      roles: JSON.stringify({ [organisation]: 'viewer', [other]: 'admin' }),
      expires: exp,
    });
  });

  it('opens nothing for a token without a group of ours', async () => {
    const { policyDocument } = await authorize(`Bearer ${await withGroups('staff', '*:admin')}`);
    expect(policyDocument.Statement).toEqual([
      { Effect: 'Deny', Action: 'execute-api:Invoke', Resource: `${api}/v1/*` },
    ]);
  });

  it('opens to a machine client the organisations that it is set to have', async () => {
    const { context } = await authorize(`Bearer ${keys.sign({ sub: 'm', client_id: 'machine' })}`);
    expect(context?.roles).toBe(JSON.stringify({ [organisation]: 'viewer', [other]: 'operator' }));
  });

  it('takes the scheme in any case', async () => {
    const token = await withGroups(`${organisation}:viewer`);
    await expect(authorize(`bearer ${token}`)).resolves.toMatchObject({ principalId: 'someone' });
  });

  it.each([
    ['no scheme', async () => keys.sign()],
    ['another scheme', async () => `Basic ${keys.sign()}`],
    ['no token', async () => 'Bearer '],
    ['two tokens', async () => `Bearer ${keys.sign()} ${keys.sign()}`],
    ['an expired token', async () => `Bearer ${keys.sign({ exp: 1 })}`],
  ])('says the one word of a 401 for %s', async (_, header) => {
    await expect(authorize(await header())).rejects.toThrow(/^Unauthorized$/);
  });

  it('says nothing of a token while the key set cannot be had', async () => {
    await authorize(`Bearer ${keys.sign()}`);
    await keys.close();
    const token = keys.sign({}, { kid: 'a key that is not known yet' });
    await expect(authorize(`Bearer ${token}`)).rejects.toThrow(/^fetch failed$/);
    // Of one that needs no other key it is known what is wrong with it.
    await expect(authorize(`Bearer ${keys.sign({ exp: 1 })}`)).rejects.toThrow(/^Unauthorized$/);
  });
});
