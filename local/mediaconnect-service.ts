import type { AwsRequest, AwsService } from './aws/endpoint';
import type { PolicyContext } from './aws/policy';
import type { MediaConnect } from './mediaconnect/simulator';

/** The MediaConnect simulator as a service of the endpoint. */
export function mediaConnect(simulator: MediaConnect): AwsService {
  return {
    name: 'mediaconnect',
    // The service documents this exception, where most others answer AccessDeniedException.
    denial: { code: 'ForbiddenException', status: 403 },
    operationOf: ({ method, path }: AwsRequest) => simulator.identify(method, path)?.operation,
    // The simulator reads the body itself, since it words the refusal of a malformed one.
    inputOf: () => ({}),
    actionsOf: (call) =>
      simulator.requiredActions(call).map(({ action, resource, requestTags, resourceTags, passedToService }) => {
        const context: PolicyContext = {};
        for (const [key, value] of Object.entries(resourceTags ?? {})) context[`aws:ResourceTag/${key}`] = value;
        for (const [key, value] of Object.entries(requestTags ?? {})) context[`aws:RequestTag/${key}`] = value;
        if (requestTags) context['aws:TagKeys'] = Object.keys(requestTags);
        if (passedToService) context['iam:PassedToService'] = passedToService;
        return { action, resource, context };
      }),
    handle: (call) => simulator.handle(call),
    error: (code, status, message) => ({
      status,
      headers: { 'content-type': 'application/json', 'x-amzn-errortype': code },
      body: JSON.stringify({ message }),
    }),
  };
}
