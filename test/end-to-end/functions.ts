import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { synthesised } from '../support/synthesised';
import type { System } from '../support/system';

/**
 * Invokes a function of the stack by its name in the contract; answers what it answered. Rejects with an error of the
 * name that the function's own had.
 */
export async function invoke(system: System, name: string, event: object): Promise<unknown> {
  const FunctionName = `Headworks-${synthesised().functionOf(name).logicalId}`;
  const { FunctionError, Payload } = await new LambdaClient(system.aws()).send(
    new InvokeCommand({ FunctionName, Payload: JSON.stringify(event) }),
  );
  const answer = JSON.parse(Buffer.from(Payload ?? []).toString() || 'null');
  if (FunctionError) throw Object.assign(new Error(answer.errorMessage), { name: answer.errorType });
  return answer;
}

/** Asks the function of a custom resource as CloudFormation does; answers what CloudFormation was told. */
export async function askResource(
  system: System,
  name: string,
  request: { RequestType: 'Create' | 'Update' | 'Delete'; ResourceProperties: object; OldResourceProperties?: object },
): Promise<{ Status: string; Reason?: string }> {
  let answer = '';
  const server = createServer((incoming, response) => {
    incoming.on('data', (part) => {
      answer += part;
    });
    incoming.on('end', () => response.end());
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const ids = { StackId: 'stack', RequestId: 'request', LogicalResourceId: name, PhysicalResourceId: name };
  const ResponseURL = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  await invoke(system, name, { ...ids, ResponseURL, ...request }).finally(() => {
    server.closeAllConnections();
    server.close();
  });
  return JSON.parse(answer);
}
