import type { AwsRequest, AwsService } from './aws/endpoint';
import { type AwsAnswer, ServiceError } from './aws/protocol';
import type { EventInvocations } from './event-invocations';
import type { Functions } from './functions';

const headers = { 'content-type': 'application/json' };

function functionOf(path: string): string | undefined {
  const name = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/.exec(path)?.[1];
  return name === undefined ? undefined : decodeURIComponent(name);
}

/** The Invoke operation of the Lambda API over the functions of the template. */
export function lambda(functions: Functions, events: EventInvocations): AwsService {
  return {
    name: 'lambda',
    denial: { code: 'AccessDeniedException', status: 403 },
    operationOf: ({ method, path }: AwsRequest) => (method === 'POST' && functionOf(path) ? 'Invoke' : undefined),
    // The body of an invocation is the event, which may be any JSON.
    inputOf: () => ({}),
    actionsOf: ({ path, account, region }) => {
      const name = functionOf(path) ?? '';
      const resource = functions.find(name)?.arn ?? `arn:aws:lambda:${region}:${account}:function:${name}`;
      return [{ action: 'lambda:InvokeFunction', resource }];
    },
    async handle(call): Promise<AwsAnswer> {
      const name = functionOf(call.path) ?? '';
      const target = functions.find(name);
      if (!target) throw new ServiceError('ResourceNotFoundException', `Function not found: ${name}`, 404);
      const payload = call.body || '{}';
      try {
        JSON.parse(payload);
      } catch (error) {
        const message = `Could not parse request body into json: ${(error as Error).message}`;
        throw new ServiceError('InvalidRequestContentException', message);
      }
      switch (call.headers['x-amz-invocation-type'] ?? 'RequestResponse') {
        case 'DryRun':
          return { status: 204, body: '' };
        case 'Event':
          void events.accept(target.arn, payload);
          return { status: 202, body: '' };
        default: {
          const { result, failed } = await functions.invoke(target.arn, payload, call.requestId);
          const outcome: Record<string, string> = failed ? { 'x-amz-function-error': 'Unhandled' } : {};
          const body = failed ? JSON.stringify(failed) : result;
          return { status: 200, headers: { ...headers, ...outcome, 'x-amz-executed-version': '$LATEST' }, body };
        }
      }
    },
    error: (code, status, message) => ({
      status,
      headers: { ...headers, 'x-amzn-errortype': code },
      body: JSON.stringify({ Type: status < 500 ? 'User' : 'Service', Message: message }),
    }),
  };
}
