import { actingIn, invoked } from '../../lambdas/aws/acting-account';
import { regions } from '../../lambdas/domain/region';
import type { TargetAccountRecord } from '../../lambdas/domain/target-account';
import { sts } from '../../local/aws/sts';
import { demo } from '../../local/demo';
import { policy, type TestEndpoint, testEndpoint } from './aws-endpoint';
import { functionEnvironment } from './function-environment';

/** The body of a request for a target account, with members of your own over it. */
export function accountSettings(members: object = {}) {
  return {
    'aws-account-id': demo.account,
    'role-arn': `arn:aws:iam::${demo.account}:role/headworks/access`,
    'mediaconnect-role-arn': `arn:aws:iam::${demo.account}:role/secrets`,
    'vpc-role-arn': `arn:aws:iam::${demo.account}:role/vpc`,
    regions: [...regions] as string[],
    ...members,
  };
}

/** The target account of the fixtures' sources, verified, with members of your own over it. */
export function accountRecord(members: Partial<TargetAccountRecord> = {}): TargetAccountRecord {
  return {
    ...accountSettings(),
    'schema-version': 1,
    'organisation-id': functionEnvironment.ORGANISATION_ID,
    id: functionEnvironment.TARGET_ACCOUNT_ID,
    'external-id': '2f0d8f0e-6f0a-4f43-9d0e-0c7b8f0d6a11',
    verification: { status: 'verified', checked: '2026-03-02T10:00:00Z' },
    revision: 1,
    'created-at': '2026-03-02T09:00:00.000Z',
    'updated-at': '2026-03-02T10:00:00.000Z',
    ...members,
  };
}

/** What beside the source goes into the flows of the fixtures. */
export const flowDeployment = { DEPLOYMENT_ID: functionEnvironment.DEPLOYMENT_ID, account: accountRecord() };

/** An STS that knows the role of the target account, for its external id alone. */
export const targetSts = sts({
  roleOf(arn) {
    const account = accountRecord();
    if (arn !== account['role-arn']) return undefined;
    const Condition = { StringEquals: { 'sts:ExternalId': account['external-id'] } };
    const trust = policy({ Effect: 'Allow', Principal: '*', Action: 'sts:AssumeRole', Condition });
    return { arn, name: arn.split('/').at(-1) ?? '', trust, policies: [] };
  },
});

/** Runs calls as a function does that acts in the target account; as a task that may do much, unless told. */
export function acting<Answer>(
  call: () => Promise<Answer>,
  { name = 'applyChanges', account = accountRecord() }: { name?: string; account?: TargetAccountRecord } = {},
): Promise<Answer> {
  return invoked(name, 'a-test', () => actingIn(account, call));
}

type Callable = (...given: unknown[]) => unknown;

/** The same functions, each called as by a function that acts in the target account; `acting` says as which. */
export function allActing<Module extends object>(module: Module, as: Parameters<typeof acting>[1] = {}): Module {
  const wrapped = Object.entries(module).map(([name, value]) => {
    if (typeof value !== 'function') return [name, value];
    const call = value as Callable;
    const isGenerator = value.constructor.name === 'AsyncGeneratorFunction';
    const collect = async (given: unknown[]) => {
      const all: unknown[] = [];
      for await (const each of call(...given) as AsyncIterable<unknown>) all.push(each);
      return all;
    };
    const generate = async function* (...given: unknown[]) {
      yield* await acting(() => collect(given), as);
    };
    return [name, isGenerator ? generate : (...given: unknown[]) => acting(async () => call(...given), as)];
  });
  return Object.fromEntries(wrapped);
}

/** Starts that STS where the calls of this process find it, for one test file that has no table. */
export function useTargetSts(): void {
  let endpoint: TestEndpoint;
  beforeAll(async () => {
    endpoint = await testEndpoint([targetSts]);
    process.env.AWS_ENDPOINT_URL_STS = endpoint.url;
  });
  afterAll(() => endpoint.close());
}
