import { actingIn, enterAccount, invoked } from '../../lambdas/aws/acting-account';
import { clientsInTarget, targetSession } from '../../lambdas/aws/target-sessions';
import type { TargetAccountRecord } from '../../lambdas/domain/target-account';
import { type Sts, sts } from '../../local/aws/sts';
import { policy, type TestEndpoint, testEndpoint } from '../support/aws-endpoint';
import { enterFunction } from '../support/function-environment';
import { accountRecord } from '../support/target-account';

/** Target accounts in AWS accounts of their own, each with a role that asks for an external id of its own. */
const numbers = ['222200000001', '222200000002', '222200000003'];
const accounts = numbers.map((number, index) =>
  accountRecord({
    id: `account-${index}`,
    'aws-account-id': number,
    'role-arn': `arn:aws:iam::${number}:role/headworks/access`,
    'external-id': `for-${number}`,
    regions: ['eu-west-1', 'us-east-1'],
  }),
);
const [first, second, third] = accounts as [TargetAccountRecord, TargetAccountRecord, TargetAccountRecord];

let endpoint: TestEndpoint;
const service: Sts = sts({
  roleOf(arn) {
    const account = accounts.find((each) => each['role-arn'] === arn);
    const Condition = { StringEquals: { 'sts:ExternalId': account?.['external-id'] } };
    const trust = policy({ Effect: 'Allow', Principal: '*', Action: 'sts:AssumeRole', Condition });
    return account && { arn, name: 'access', trust, policies: [] };
  },
});
/** The moment for all that looks at the clock, milliseconds. */
let now = Date.now();

beforeAll(async () => {
  endpoint = await testEndpoint([service]);
  enterFunction({ AWS_ENDPOINT_URL_STS: endpoint.url });
});
beforeEach(() => {
  jest.spyOn(Date, 'now').mockImplementation(() => now);
  // Whatever an earlier test has kept is over.
  now += 2 * 3_600_000;
  endpoint.calls.clear();
  endpoint.faults.clear();
});
afterAll(async () => {
  jest.restoreAllMocks();
  await endpoint.close();
});

const assumed = () => endpoint.calls.since().filter(({ operation }) => operation === 'AssumeRole');

interface As {
  name?: string;
  session?: string;
  region?: string;
}

/** The principal that the keys of a session stand for. */
async function principalIn(
  account: TargetAccountRecord,
  { name = 'observeFlow', session = 'a-source', region = 'eu-west-1' }: As = {},
) {
  const keys = await invoked(name, session, () =>
    actingIn(account, async () => (await targetSession(region)).credentials()),
  );
  return service.sessionOf(keys.sessionToken);
}

describe('a call for a source', () => {
  it('is not made outside of a target account', async () => {
    const outside = 'AWS was to be called for a source outside of its target account';
    await expect(targetSession('eu-west-1')).rejects.toThrow(outside);
    await expect(invoked('observeFlow', 'a-source', () => targetSession('eu-west-1'))).rejects.toThrow(outside);
    expect(() => enterAccount(async () => first)).toThrow('only an invocation');
    expect(assumed()).toEqual([]);
  });

  it('is not made by a function that has no business there', async () => {
    await expect(principalIn(first, { name: 'markInProgress' })).rejects.toThrow('no permission in target accounts');
    expect(assumed()).toEqual([]);
  });

  it('is not made in a Region that the account does not allow', async () => {
    await expect(principalIn(first, { region: 'eu-north-1' })).rejects.toMatchObject({ name: 'RegionNotAllowed' });
    expect(assumed()).toEqual([]);
  });

  it('is made as the role of the account, in the name of its source, within what the function does', async () => {
    const principal = await principalIn(first, { session: 'f5b1c1de-3d0e-4a07-9c51-4f6b4f3b1a10' });
    expect(principal).toMatchObject({
      account: numbers[0],
      arn: `arn:aws:sts::${numbers[0]}:assumed-role/access/f5b1c1de-3d0e-4a07-9c51-4f6b4f3b1a10`,
      sessionPolicy: {
        Statement: [
          {
            Effect: 'Allow',
            Action: 'mediaconnect:DescribeFlow',
            Resource: `arn:aws:mediaconnect:*:${numbers[0]}:flow:*`,
          },
        ],
      },
    });
  });

  it('cannot be made with the external id of another account', async () => {
    const deputy = { ...first, 'external-id': second['external-id'] };
    const refused = { name: 'ServiceRefused', operation: 'AssumeRole', code: 'AccessDenied' };
    await expect(principalIn(deputy)).rejects.toMatchObject(refused);
  });
});

describe('a session', () => {
  it('is one for all who ask at once, and for all that follow in an hour', async () => {
    await Promise.all(Array.from({ length: 20 }, () => principalIn(first)));
    await principalIn(first, { session: 'another-source', region: 'us-east-1' });
    now += 54 * 60_000;
    await principalIn(first);
    expect(assumed()).toHaveLength(1);
  });

  it('is begun anew five minutes before it ends', async () => {
    await principalIn(first);
    now += 55 * 60_000;
    await principalIn(first);
    expect(assumed()).toHaveLength(2);
  });

  it('is another one for each account, role, external id and function', async () => {
    await principalIn(first);
    await principalIn(second);
    await principalIn(first, { name: 'startFlow' });
    await principalIn({ ...first, id: 'another' });
    await principalIn({ ...first, 'organisation-id': 'another' });
    expect(assumed()).toHaveLength(5);
  });

  it('that could not be begun is tried again', async () => {
    endpoint.faults.add({
      service: 'sts',
      operation: 'AssumeRole',
      effect: 'error',
      error: 'AccessDenied',
      status: 403,
    });
    await expect(principalIn(first)).rejects.toMatchObject({ name: 'ServiceRefused' });
    expect(await principalIn(first)).toMatchObject({ account: numbers[0] });
  });

  it('is asked for three times, and no more, while STS is busy', async () => {
    const busy = {
      service: 'sts',
      operation: 'AssumeRole',
      effect: 'error',
      error: 'Throttling',
      status: 400,
    } as const;
    endpoint.faults.add({ ...busy, times: 2 });
    expect(await principalIn(first)).toMatchObject({ account: numbers[0] });
    endpoint.faults.add({ ...busy, times: 3 });
    await expect(principalIn(second)).rejects.toMatchObject({ name: 'Transient' });
  });
});

it('never lends the keys of one account to another, whoever asks when', async () => {
  const clientOf = clientsInTarget((settings) => ({ settings, destroy() {} }));
  const seed = Number(process.env.HEADWORKS_SEED ?? 1);
  let state = seed;
  const draw = (below: number) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
  const asked = Array.from({ length: 300 }, () => ({ account: accounts[draw(3)] ?? third, turns: draw(4) }));
  const wrong: string[] = [];
  await Promise.all(
    asked.map(({ account, turns }) =>
      invoked('observeFlow', 'a-source', () =>
        actingIn(account, async () => {
          for (let turn = 0; turn < turns; turn++) await Promise.resolve();
          const { settings } = await clientOf('eu-west-1');
          const { sessionToken } = await settings.credentials();
          const principal = service.sessionOf(sessionToken);
          if (principal?.account !== account['aws-account-id']) wrong.push(`seed ${seed}: ${principal?.arn}`);
        }),
      ),
    ),
  );
  expect(wrong).toEqual([]);
  expect(assumed()).toHaveLength(3);
});

it('keeps clients by session and Region, and gives up the oldest of too many', async () => {
  const gone: string[] = [];
  const clientOf = clientsInTarget(({ region }) => ({ region, destroy: () => gone.push(region) }));
  const regions = Array.from({ length: 65 }, (_, index) => `xx-test-${index}`);
  const account = { ...first, regions };
  const ask = (region: string) => invoked('observeFlow', 'a-source', () => actingIn(account, () => clientOf(region)));
  const made = await ask('xx-test-0');
  expect(await ask('xx-test-0')).toBe(made);
  for (const region of regions) await ask(region);
  expect(gone).toEqual(['xx-test-0']);
  expect(assumed()).toHaveLength(1);
});
