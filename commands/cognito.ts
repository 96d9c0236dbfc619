/** Whom to sign in, and where. */
export interface SignIn {
  /** The address of Cognito in the pool's Region. */
  endpoint: string;
  /** The id of an app client without a secret. */
  client: string;
  /** The user's name or e-mail address. */
  user: string;
}

/** Asks the person for something; what is answered to a secret question is not shown. */
export type Ask = (question: string, kind: 'secret' | 'open') => Promise<string>;

/** What Cognito answers: tokens, or what else it wants to know. */
interface Answer {
  AuthenticationResult?: { AccessToken: string };
  ChallengeName?: string;
  ChallengeParameters?: { USER_ID_FOR_SRP?: string };
  Session?: string;
  SecretCode?: string;
}

/** More than these questions Cognito does not ask: a new password, a second factor to set up, its code. */
const mostChallenges = 4;

/**
 * Signs a user in at a Cognito user pool and answers an access token, after whatever the pool asks for: another password
 * in place of the first, an authenticator app to be set up, its code. Rejects with Cognito's own words.
 */
export async function signIn(request: SignIn, ask: Ask): Promise<string> {
  const password = await ask('Password', 'secret');
  let answer = await call(request, 'InitiateAuth', {
    AuthFlow: 'USER_PASSWORD_AUTH',
    ClientId: request.client,
    AuthParameters: { USERNAME: request.user, PASSWORD: password },
  });
  for (let challenge = 0; challenge < mostChallenges && !answer.AuthenticationResult; challenge++) {
    answer = await meet(request, answer, ask);
  }
  const token = answer.AuthenticationResult?.AccessToken;
  if (!token) throw new Error('Cognito asked for more and more, and gave no token');
  return token;
}

async function meet(request: SignIn, answer: Answer, ask: Ask): Promise<Answer> {
  const { ChallengeName, ChallengeParameters, Session } = answer;
  // An alias such as an e-mail address is no name here.
  const USERNAME = ChallengeParameters?.USER_ID_FOR_SRP ?? request.user;
  const respond = (more: Record<string, string>, session = Session) =>
    call(request, 'RespondToAuthChallenge', {
      ChallengeName,
      ClientId: request.client,
      Session: session,
      ChallengeResponses: { USERNAME, ...more },
    });
  if (ChallengeName === 'NEW_PASSWORD_REQUIRED') {
    return respond({ NEW_PASSWORD: await ask('New password', 'secret') });
  }
  if (ChallengeName === 'SOFTWARE_TOKEN_MFA') {
    return respond({ SOFTWARE_TOKEN_MFA_CODE: await ask('Code of the authenticator app', 'open') });
  }
  if (ChallengeName === 'MFA_SETUP') {
    const { SecretCode, Session: associated } = await call(request, 'AssociateSoftwareToken', { Session });
    const UserCode = await ask(`Enter this key in an authenticator app: ${SecretCode}\nCode that it shows`, 'open');
    const verified = await call(request, 'VerifySoftwareToken', { Session: associated, UserCode });
    return respond({}, verified.Session);
  }
  throw new Error(`Cognito asks for ${ChallengeName}, which is not known here`);
}

async function call({ endpoint }: SignIn, operation: string, input: object): Promise<Answer> {
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `AWSCognitoIdentityProviderService.${operation}`,
    },
    body: JSON.stringify(input),
  });
  const answer = (await response.json()) as Answer & { __type?: string; message?: string };
  if (!response.ok) throw new Error(`${answer.__type ?? response.status}: ${answer.message ?? 'no reason given'}`);
  return answer;
}
