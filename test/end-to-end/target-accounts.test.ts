import { demo } from '../../local/demo';
import { sourceRequest } from '../support/sources';
import { until } from '../support/system';
import { useSystem } from './scene';

jest.setTimeout(180_000);

const { system } = useSystem();

/** A second organisation, with a target account in an AWS account of its own. */
const organisation = '00000000-0000-4000-8000-000000000002';
const targetAccount = '00000000-0000-4000-8000-0000000000b2';
const account = '444455556666';
const path = `/organisations/${organisation}/target-accounts/${targetAccount}`;

const role = `arn:aws:iam::${account}:role/headworks/${targetAccount}`;
const settings = {
  'aws-account-id': account,
  'role-arn': role,
  'mediaconnect-role-arn': `${role}-secrets`,
  'vpc-role-arn': `${role}-vpc`,
  regions: [demo.region],
};

const asAdmin = (method: string, end = '', body?: unknown) =>
  system.api(method, `${path}${end}`, body, { token: system.token({ organisation, role: 'admin' }) });

/** Deploys the access stack in the other AWS account, for an external id. */
const giveAccess = (externalId: string) =>
  system.simulator('POST', 'stacks', {
    stack: 'HeadworksAccess',
    account,
    region: demo.region,
    parameters: {
      TargetAccountId: targetAccount,
      ExternalId: externalId,
      ControlPlaneAccountId: demo.account,
      DeploymentId: `Headworks@${demo.region}`,
    },
  });

it("registers the deployment's own account by itself", async () => {
  const { status, body } = await system.api(
    'GET',
    `/organisations/${demo.organisation}/target-accounts/${demo.targetAccount}`,
  );
  expect({ status, body }).toMatchObject({
    status: 200,
    body: { 'aws-account-id': demo.account, regions: demo.regions, verification: { status: 'verified' } },
  });
});

it('takes in the AWS account of another organisation, and keeps the two apart', async () => {
  const first = await asAdmin('PUT', '', settings);
  expect(first).toMatchObject({ status: 201, body: { verification: { status: 'pending' } } });
  const externalId = first.body['external-id'];
  expect(await asAdmin('POST', '/sources', sourceRequest('srt-listener'))).toMatchObject({ status: 502 });

  // Whoever knows the role alone cannot have us use it.
  await giveAccess('00000000-0000-4000-8000-00000000dead');
  const refused = await asAdmin('PUT', '', settings);
  expect(refused.body.verification).toMatchObject({ status: 'failed', faults: [{ pointer: '/role-arn' }] });

  await giveAccess(externalId);
  const verified = await asAdmin('PUT', '', first.body);
  expect(verified).toMatchObject({ status: 200, body: { verification: { status: 'verified' } } });

  const created = await asAdmin('POST', '/sources', sourceRequest('srt-listener'));
  expect(created.status).toBe(201);
  const read = () => asAdmin('GET', `/sources/${created.body.id}`);
  const made = await until(read, ({ body }) => body['provisioning-status'] === 'creation-complete');
  expect(made.body['provisioned-flows']['ingress-flows'][0].arn).toMatch(`:${account}:flow:`);

  const listed = await system.api('GET', '/sources');
  expect(listed.body).toEqual({ sources: [] });
  expect(await system.api('GET', `/sources/${created.body.id}`)).toMatchObject({ status: 404 });

  expect(await asAdmin('DELETE')).toMatchObject({ status: 409, body: { type: 'urn:problem:target-account-in-use' } });
  const abandoned = await asAdmin('POST', '/sources?start=false', sourceRequest('rtp'));
  await asAdmin('DELETE', `/sources/${created.body.id}`);
  await until(read, ({ body }) => body['provisioning-status'] === 'deletion-complete');
  const { body: left } = await until(
    () => asAdmin('GET', `/sources/${abandoned.body.id}`),
    ({ body }) => body['provisioning-status'] === 'creation-complete',
  );
  const [{ arn }] = left['provisioned-flows']['ingress-flows'];
  // The index that the sources are listed by lags behind.
  await until(
    () => asAdmin('GET', '/sources'),
    ({ body }) => body.sources.length === 1,
  );
  expect(await asAdmin('DELETE', '?abandon=true')).toMatchObject({ status: 200, body: { 'left-behind': [arn] } });
  expect(await read()).toMatchObject({ status: 404, body: { type: 'urn:problem:target-account-not-found' } });
});
