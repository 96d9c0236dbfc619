import { failureReason } from '../../lambdas/domain/failure-reason';

/** The Cause that Lambda makes of an error. */
const cause = (errorMessage: string) =>
  JSON.stringify({ errorType: 'ServiceRefused', errorMessage, trace: ['at x (/y)'] });

describe('the reason of a failure', () => {
  it.each([
    [
      'a quota',
      { Error: 'ServiceRefused', Cause: cause('CreateFlow was refused (CreateFlow420Exception): Quota exceeded.') },
      'CreateFlow was refused (CreateFlow420Exception): Quota exceeded. Delete a flow of this Region or ask AWS for a higher quota of flows, then try again.',
    ],
    [
      'outputs that are too many',
      { Error: 'ServiceRefused', Cause: cause('AddFlowOutputs was refused (AddFlowOutputs420Exception): Too many.') },
      'AddFlowOutputs was refused (AddFlowOutputs420Exception): Too many. Remove outputs from the ingress flow, which takes 50 with those that feed egress flows, then try again.',
    ],
    [
      'a missing permission',
      { Error: 'ServiceRefused', Cause: cause('CreateFlow was refused (ForbiddenException): User is not authorized') },
      'CreateFlow was refused (ForbiddenException): User is not authorized. Check the permissions of the deployment in this account.',
    ],
    [
      'a bad request',
      { Error: 'ServiceRefused', Cause: cause('CreateFlow was refused (BadRequestException): The zone is unknown.') },
      'CreateFlow was refused (BadRequestException): The zone is unknown. Change the source so that MediaConnect accepts it.',
    ],
    [
      'a proxy that MediaLive does not make',
      { Error: 'ServiceRefused', Cause: cause('CreateInput was refused (BadRequestException): no role.') },
      "CreateInput was refused (BadRequestException): no role. Check that the account's role for MediaLive is there and up to date (docs/target-accounts.md), and its quotas of MediaLive.",
    ],
    [
      'a fault that lasted',
      { Error: 'Transient', Cause: cause('CreateFlow failed for now (ECONNRESET): socket hang up') },
      'CreateFlow failed for now (ECONNRESET): socket hang up. AWS did not answer as it should; try again later.',
    ],
    [
      'a timeout, which has no cause',
      { Error: 'States.Timeout' },
      'States.Timeout. AWS did not answer as it should; try again later.',
    ],
    [
      'a failure of the machine itself',
      { Error: 'FlowDidNotStart', Cause: 'MediaConnect did not start the flow within 10 minutes.' },
      'MediaConnect did not start the flow within 10 minutes.',
    ],
    ['an error without a message', { Error: 'Odd', Cause: cause('') }, `${cause('')}.`],
  ])('says what to do about %s', (_, caught, reason) => {
    expect(failureReason(caught)).toBe(reason);
  });

  it('leaves out the stack of the function', () => {
    expect(failureReason({ Error: 'Error', Cause: cause('broken') })).toBe('broken.');
  });
});
