import { type Role, roles } from '../../lambdas/contract/roles';
import { callerOf, requireRole } from '../../lambdas/runtime/caller';
import { rolesOf } from '../../lambdas/runtime/token';
import { apiEvent } from '../support/api-event';

const organisation = '00000000-0000-4000-8000-000000000001';
const other = '00000000-0000-4000-8000-000000000002';

describe('the role of a caller', () => {
  it('is enough for what it or a lower one may do, and for nothing above', () => {
    for (const has of roles) {
      for (const needed of roles) {
        const check = () => requireRole({ subject: 's', roles: { [organisation]: has } }, organisation, needed);
        if (roles.indexOf(has) >= roles.indexOf(needed)) expect(check).not.toThrow();
        else expect(check).toThrow(`does not give the role ${needed}`);
      }
    }
  });

  it.each([
    other,
    undefined,
    '',
    'constructor',
    '__proto__',
  ])('counts in its organisation only, not in %p', (elsewhere) => {
    const caller = { subject: 's', roles: { [organisation]: 'admin' as Role } };
    expect(() => requireRole(caller, elsewhere, 'viewer')).toThrow('does not give the role');
  });

  it('is read from what the authorizer left', () => {
    expect(callerOf(apiEvent({ role: { [organisation]: 'viewer' } }), new Date())).toEqual({
      subject: 'someone',
      roles: { [organisation]: 'viewer' },
    });
  });

  it('is none without an authorizer', () => {
    const event = apiEvent();
    for (const authorizer of [undefined, null, {}]) {
      event.requestContext.authorizer = authorizer;
      expect(callerOf(event, new Date())).toEqual({ subject: '', roles: {} });
    }
  });
});

describe('a caller whom the authorizer remembers', () => {
  const expires = 1_900_000_000;

  it('is known to the last millisecond before the token expires, and not after', () => {
    const event = apiEvent({ expires });
    expect(callerOf(event, new Date(expires * 1000 - 1)).subject).toBe('someone');
    for (const late of [0, 1, 1000]) {
      expect(() => callerOf(event, new Date(expires * 1000 + late))).toThrow('The token has expired');
    }
  });

  it.each([null, undefined, '', 'never', 'NaN', '{}'])('is not known when the expiry is %p', (nothing) => {
    const event = apiEvent();
    const context = event.requestContext.authorizer ?? {};
    event.requestContext.authorizer = { ...context, expires: nothing };
    expect(() => callerOf(event, new Date())).toThrow('The token has expired');
  });
});

describe('the roles of the groups claim', () => {
  it.each([
    ['one', [`${organisation}:viewer`], { [organisation]: 'viewer' }],
    [
      'the highest of several',
      [`${organisation}:viewer`, `${organisation}:admin`, `${organisation}:operator`],
      { [organisation]: 'admin' },
    ],
    [
      'those of each organisation',
      [`${organisation}:viewer`, `${other}:operator`],
      { [organisation]: 'viewer', [other]: 'operator' },
    ],
    ['none of an unknown role', [`${organisation}:owner`, `${organisation}:`, `${organisation}:Admin`], {}],
    [
      'none of another form',
      ['admin', `x${organisation}:admin`, `${organisation}:admin:more`, `*:admin`, '', 1, null],
      {},
    ],
    ['none of nothing', [], {}],
  ])('are %s', (_, groups, expected) => {
    expect(rolesOf(groups)).toEqual(expected);
  });
});
