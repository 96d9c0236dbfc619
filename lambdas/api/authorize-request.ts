import type { APIGatewayAuthorizerResult, APIGatewayTokenAuthorizerEvent, Statement } from 'aws-lambda';
import { environmentOf } from '../runtime/environment';
import { KeySetUnavailable } from '../runtime/key-set';
import { logger } from '../runtime/logger';
import { refusalReason, tokenVerifier } from '../runtime/token';

const verify = tokenVerifier(environmentOf('authorizeRequest'));

/**
 * Verifies the bearer token. The policy opens the organisations of the token's groups and nothing else; API Gateway
 * keeps it for other paths too, so it never depends on the path that was asked for; and it keeps it for a while whatever
 * the token's expiry, so the functions are told that.
 */
export async function handler(event: APIGatewayTokenAuthorizerEvent): Promise<APIGatewayAuthorizerResult> {
  const [, token = ''] = /^Bearer ([^ ]+)$/i.exec(event.authorizationToken) ?? [];
  const caller = await verify(token).catch((error) => {
    // No 401, which would have every client throw a good token away: what else is thrown becomes a 500.
    if (error instanceof KeySetUnavailable) {
      logger.error('The key set of the issuer cannot be had', error);
      throw error;
    }
    logger.info('The token was refused', { reason: refusalReason(error) });
    // The one word that API Gateway turns into a 401.
    throw new Error('Unauthorized');
  });
  const [api = '', stage = ''] = event.methodArn.split('/');
  const open = Object.keys(caller.roles).map((organisation) => `${api}/${stage}/*/organisations/${organisation}/*`);
  const statement: Statement =
    open.length > 0
      ? { Effect: 'Allow', Action: 'execute-api:Invoke', Resource: open }
      : { Effect: 'Deny', Action: 'execute-api:Invoke', Resource: `${api}/${stage}/*` };
  return {
    principalId: caller.subject,
    policyDocument: { Version: '2012-10-17', Statement: [statement] },
    context: { subject: caller.subject, roles: JSON.stringify(caller.roles), expires: caller.expires },
  };
}
