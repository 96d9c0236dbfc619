import { environmentOf } from '../../lambdas/runtime/environment';

const before = { ...process.env };
afterEach(() => {
  process.env = { ...before };
});

describe('the environment of a function', () => {
  it('holds what its schema names, and nothing else', () => {
    process.env.TABLE_NAME = 'sources';
    expect(environmentOf('observeFlow')).toEqual({ TABLE_NAME: 'sources' });
  });

  it('fails with the name of every variable that is missing or empty', () => {
    delete process.env.TABLE_NAME;
    process.env.ORGANISATION_ID = '';
    process.env.TARGET_ACCOUNT_ID = 'account';
    expect(() => environmentOf('listSources')).toThrow(
      /^The environment of listSources is not right: TABLE_NAME: .*; ORGANISATION_ID: /,
    );
  });

  const token = { TOKEN_ISSUER: 'https://issuer.example', TOKEN_KEY_SET_URI: 'https://issuer.example/keys' };

  it('splits the audiences', () => {
    Object.assign(process.env, token, { TOKEN_AUDIENCES: 'one, two' });
    expect(environmentOf('authorizeRequest').TOKEN_AUDIENCES).toEqual(['one', 'two']);
  });

  it.each(['', ',', 'one,', ' '])('takes no empty audience, which would open the API: %j', (audiences) => {
    Object.assign(process.env, token, { TOKEN_AUDIENCES: audiences });
    expect(() => environmentOf('authorizeRequest')).toThrow('TOKEN_AUDIENCES');
  });
});
