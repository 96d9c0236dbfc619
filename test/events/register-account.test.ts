import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TargetAccounts } from '../../lambdas/aws/target-accounts';
import { lambdaContext } from '../support/api-event';
import { enterFunction } from '../support/function-environment';
import { type SourceTable, startSourceTable } from '../support/source-table';

const organisation = randomUUID();
const account = randomUUID();
const role = 'arn:aws:iam::111122223333:role/headworks/own';
const said = (members: object = {}) => ({
  OrganisationId: organisation,
  TargetAccountId: account,
  AwsAccountId: '111122223333',
  RoleArn: role,
  MediaConnectRoleArn: `${role}-secrets`,
  VpcRoleArn: `${role}-vpc`,
  ExternalId: '2f0d8f0e-6f0a-4f43-9d0e-0c7b8f0d6a11',
  Regions: 'eu-west-1',
  ...members,
});

let table: SourceTable;
let server: Server;
let accounts: TargetAccounts;
let handler: (event: never, context: typeof lambdaContext) => Promise<void>;
/** What CloudFormation was answered. */
const answers: Record<string, string>[] = [];

beforeAll(async () => {
  enterFunction();
  table = await startSourceTable();
  ({ handler } = (await import('../../lambdas/events/register-account')) as never);
  const store = await import('../../lambdas/aws/target-accounts');
  accounts = new store.TargetAccounts(process.env.TABLE_NAME ?? '');
  server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part) => parts.push(part));
    request.on('end', () => {
      answers.push(JSON.parse(Buffer.concat(parts).toString()));
      response.end();
    });
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
});
beforeEach(() => answers.splice(0));
afterEach(() => table.clear());
afterAll(async () => {
  server.close();
  await table.close();
});

async function ask(RequestType: string, ResourceProperties: object, OldResourceProperties?: object) {
  const { port } = server.address() as AddressInfo;
  const ids = { StackId: 'stack', RequestId: 'request', LogicalResourceId: 'Registration' };
  const request = { RequestType, ResponseURL: `http://127.0.0.1:${port}/`, ...ids, ResourceProperties };
  await handler({ ...request, OldResourceProperties } as never, lambdaContext);
  return answers.at(-1);
}
const registered = () => accounts.read({ 'organisation-id': organisation, 'target-account-id': account });

describe("the registration of the stack's own account", () => {
  it('makes the account, verified', async () => {
    expect(await ask('Create', said())).toMatchObject({ Status: 'SUCCESS' });
    expect(await registered()).toMatchObject({ regions: ['eu-west-1'], verification: { status: 'verified' } });
  });

  it.each([
    ['deleted', false],
    ['deleted and put anew, under another external id', true],
  ])('has an account back that was %s', async (_, isPut) => {
    await ask('Create', said());
    const known = await registered();
    if (known) await accounts.remove(known);
    if (known && isPut) {
      await accounts.create({ ...known, 'external-id': randomUUID(), verification: { status: 'failed' } });
    }
    await ask('Update', said({ Regions: 'eu-west-1,us-east-1' }), said());
    const verification = { status: 'verified' };
    expect(await registered()).toMatchObject({ 'external-id': said().ExternalId, verification });
  });

  it.each(['OrganisationId', 'TargetAccountId'])('is of the same %s for good, and goes back to it', async (id) => {
    await ask('Create', said());
    const other = said({ [id]: randomUUID() });
    expect(await ask('Update', other, said())).toMatchObject({
      Status: 'FAILED',
      Reason: expect.stringContaining('cannot be changed'),
    });
    expect(await ask('Update', said(), other)).toMatchObject({ Status: 'SUCCESS' });
  });

  it('adds and takes away the Regions that the stack does, and keeps those of an admin', async () => {
    await ask('Create', said());
    const known = await registered();
    if (known) await accounts.change(known, { regions: ['eu-west-1', 'us-east-1'], revision: known.revision + 1 });
    await ask('Update', said({ Regions: 'eu-north-1' }), said());
    expect((await registered())?.regions).toEqual(['us-east-1', 'eu-north-1']);
    await ask('Update', said(), said({ Regions: 'eu-north-1' }));
    expect((await registered())?.regions).toEqual(['us-east-1', 'eu-west-1']);
  });
});
