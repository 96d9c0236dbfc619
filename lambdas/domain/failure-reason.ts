/** What Step Functions hands to a Catch: the error's name, and the JSON that Lambda makes of the error. */
export interface CaughtError {
  Error: string;
  Cause?: string | undefined;
}

/** What a person can do about an error, by the words that MediaConnect or AWS uses for it. */
const advice: readonly [words: RegExp, advice: string][] = [
  [
    /AssumeRole was refused/,
    'Check that the role of the target account exists, and trusts this deployment for the external id of the account.',
  ],
  [
    /^\w+(Input|Channel) (was refused|failed for now)/,
    "Check that the account's role for MediaLive is there and up to date (docs/target-accounts.md), and its quotas of MediaLive.",
  ],
  [/CreateFlow420Exception/, 'Delete a flow of this Region or ask AWS for a higher quota of flows, then try again.'],
  [
    /AddFlowOutputs420Exception/,
    'Remove outputs from the ingress flow, which takes 50 with those that feed egress flows, then try again.',
  ],
  [/ForbiddenException|AccessDenied|not authorized/i, 'Check the permissions of the deployment in this account.'],
  [/BadRequestException/, 'Change the source so that MediaConnect accepts it.'],
  [
    /Transient|FlowNotYetVisible|States\.Timeout|Sandbox\.Timedout/,
    'AWS did not answer as it should; try again later.',
  ],
];

/** Why a run failed, in sentences for the person who has to act. The errors of our own steps hold no secrets. */
export function failureReason({ Error: name, Cause = '' }: CaughtError): string {
  const message = messageOf(Cause) ?? (Cause || name);
  const known = advice.find(([words]) => words.test(name) || words.test(message));
  return [message.replace(/([^.])$/, '$1.'), known?.[1]].filter(Boolean).join(' ');
}

function messageOf(cause: string): string | undefined {
  try {
    const { errorMessage } = JSON.parse(cause) as { errorMessage?: unknown };
    return typeof errorMessage === 'string' && errorMessage !== '' ? errorMessage : undefined;
  } catch {
    return undefined;
  }
}
