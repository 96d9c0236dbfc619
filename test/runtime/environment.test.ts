import { environmentOf } from '../../lambdas/runtime/environment';

const before = { ...process.env };
afterEach(() => {
  process.env = { ...before };
});

describe('the environment of a function', () => {
  it('holds what its schema names, and nothing else', () => {
    process.env.TABLE_NAME = 'sources';
    expect(environmentOf('markComplete')).toEqual({ TABLE_NAME: 'sources' });
  });

  it('fails with the name of every variable that is missing or empty', () => {
    delete process.env.TABLE_NAME;
    process.env.DEPLOYMENT_ID = '';
    process.env.SECRET_PREFIX = 'prefix';
    expect(() => environmentOf('observeFlow')).toThrow(
      /^The environment of observeFlow is not right: TABLE_NAME: [^;]*; DEPLOYMENT_ID: [^;]*$/,
    );
  });

  const token = {
    TOKEN_ISSUER: 'https://issuer.example',
    TOKEN_KEY_SET_URI: 'https://issuer.example/keys',
    TOKEN_AUDIENCES: 'one',
    TOKEN_GROUPS_CLAIM: 'groups',
    MACHINE_CLIENTS: '',
  };

  it('splits the audiences', () => {
    Object.assign(process.env, token, { TOKEN_AUDIENCES: 'one, two' });
    expect(environmentOf('authorizeRequest').TOKEN_AUDIENCES).toEqual(['one', 'two']);
  });

  it.each(['', ',', ' '])('takes no empty audience, which would open the API: %j', (audiences) => {
    Object.assign(process.env, token, { TOKEN_AUDIENCES: audiences });
    expect(() => environmentOf('authorizeRequest')).toThrow('TOKEN_AUDIENCES');
  });

  const organisation = '00000000-0000-4000-8000-000000000001';

  it('reads what machine clients have', () => {
    const list = `a=${organisation}:viewer, b=${organisation}:admin,a=${organisation}:operator`;
    Object.assign(process.env, token, { MACHINE_CLIENTS: list });
    expect([...environmentOf('authorizeRequest').MACHINE_CLIENTS]).toEqual([
      ['a', [`${organisation}:viewer`, `${organisation}:operator`]],
      ['b', [`${organisation}:admin`]],
    ]);
  });

  it.each([
    'a',
    `=${organisation}:admin`,
    `a=${organisation}`,
    `a=${organisation}:owner`,
    'a=*:admin',
    `a=${organisation}:admin;b=${organisation}:admin`,
  ])('takes no machine client that is none: %j', (clients) => {
    Object.assign(process.env, token, { MACHINE_CLIENTS: clients });
    expect(() => environmentOf('authorizeRequest')).toThrow('MACHINE_CLIENTS');
  });
});
