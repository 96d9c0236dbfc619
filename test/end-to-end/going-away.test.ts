import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { demo } from '../../local/demo';
import { sourceRequest } from '../support/sources';
import { synthesised } from '../support/synthesised';
import { useSystem } from './scene';

jest.setTimeout(180_000);

const { system, client, account } = useSystem();

/** Runs `npm run drain` as an operator of the demo's account; answers what it printed and its exit code. */
function drain(...args: string[]): Promise<{ output: string; code: number }> {
  const place = ['--url', system.apiUrl, '--organisation', demo.organisation, '--target-account', demo.targetAccount];
  const command = ['--require', 'tsx/cjs', 'commands/drain.ts', ...place, ...args];
  const env = { ...process.env, HEADWORKS_TOKEN: system.token() };
  return new Promise((done) => {
    execFile(process.execPath, command, { cwd: resolve(__dirname, '../..'), env }, (error, stdout) =>
      done({ output: stdout, code: Number(error?.code ?? 0) }),
    );
  });
}

/** Asks the guard of the stack as CloudFormation does before it deletes anything; answers what it was told. */
async function askGuard(): Promise<{ Status: string; Reason?: string }> {
  let answer = '';
  const server = createServer((request, response) => {
    request.on('data', (part) => {
      answer += part;
    });
    request.on('end', () => response.end());
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const event = {
    RequestType: 'Delete',
    ResponseURL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    ...{ StackId: 'stack', RequestId: 'request', LogicalResourceId: 'Guard', PhysicalResourceId: 'Guard' },
    ResourceProperties: { LeaveFlows: 'false' },
  };
  const FunctionName = `Headworks-${synthesised().functionOf('guardDeletion').logicalId}`;
  const { FunctionError } = await new LambdaClient(system.aws()).send(
    new InvokeCommand({ FunctionName, Payload: JSON.stringify(event) }),
  );
  server.closeAllConnections();
  server.close();
  expect(FunctionError).toBeUndefined();
  return JSON.parse(answer);
}

it('drains the account, before which the stack cannot be deleted, and leaves nothing behind', async () => {
  const shown = await client.createRunning(sourceRequest('srt-listener'));
  const hidden = await client.createRunning({ ...sourceRequest('rtp'), hidden: true });

  const seen = await drain();
  expect(seen.code).toBe(1);
  for (const { id } of [shown, hidden]) expect(seen.output).toContain(`${id}\tcreation-complete`);
  expect(await askGuard()).toMatchObject({ Status: 'FAILED', Reason: expect.stringContaining('npm run drain') });
  expect(await account.flows()).toHaveLength(2);

  expect(await drain('--yes')).toEqual({ output: '', code: 0 });
  expect(await account.leftBehind()).toEqual([]);
  expect(await askGuard()).toMatchObject({ Status: 'SUCCESS' });
});
