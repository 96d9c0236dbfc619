/**
 * The resource policy of a secret: only these roles read its value, and nobody changes it, whatever policies of the
 * account allow. An administrator is no exception, but is not locked out either: to take the policy away or to delete
 * the secret is not denied.
 */
export function secretPolicy(readers: readonly string[]): string {
  const deny = (Action: string[], Condition?: object) => ({
    Effect: 'Deny',
    Principal: '*',
    Action: Action.map((action) => `secretsmanager:${action}`),
    Resource: '*',
    ...(Condition && { Condition }),
  });
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      deny(['GetSecretValue'], { ArnNotEquals: { 'aws:PrincipalArn': readers } }),
      deny(['PutSecretValue', 'UpdateSecret', 'UpdateSecretVersionStage']),
    ],
  });
}
