import type { AwsCall, AwsRequest, RequiredAction } from './endpoint';
import { isOf, type MediaLiveState, resourceArn } from './medialive-resources';

const byMethod: Record<string, Record<string, string>> = {
  GET: { inputs: 'DescribeInput', channels: 'DescribeChannel', tags: 'ListTagsForResource' },
  PUT: { inputs: 'UpdateInput', channels: 'UpdateChannel' },
  DELETE: { inputs: 'DeleteInput', channels: 'DeleteChannel' },
};
const onAll: Record<string, string> = {
  'GET inputs': 'ListInputs',
  'POST inputs': 'CreateInput',
  'GET channels': 'ListChannels',
  'POST channels': 'CreateChannel',
};

/** The operation that a request asks for, and of what: an id, or the ARN of what is tagged. */
export function routeOf({ method, path }: AwsRequest): { operation: string; id: string } | undefined {
  const [, kind = '', id, verb] = /^\/prod\/(inputs|channels|tags)(?:\/([^/]+))?(?:\/(start|stop))?$/.exec(path) ?? [];
  const start = verb && method === 'POST' && kind === 'channels' && (verb === 'start' ? 'StartChannel' : 'StopChannel');
  const operation =
    start || (verb ? undefined : id === undefined ? onAll[`${method} ${kind}`] : byMethod[method]?.[kind]);
  return operation ? { operation, id: decodeURIComponent(id ?? '') } : undefined;
}

/** What a caller must be allowed to do for a call. */
export function actionsOf({ inputs, channels }: MediaLiveState, call: AwsCall): RequiredAction[] {
  const { operation, id } = routeOf(call) ?? { operation: call.operation, id: '' };
  const action = `medialive:${operation}`;
  if (operation.startsWith('List')) return [{ action, resource: '*' }];
  const kind = operation.endsWith('Input') ? ('input' as const) : ('channel' as const);
  const { tags = {}, roleArn = '' } = call.input as { tags?: Record<string, string>; roleArn?: string };
  const asked = contextOf('aws:RequestTag', tags);
  if (operation.startsWith('Create')) {
    const resource = resourceArn(call, kind, '*');
    const used = ((call.input.inputAttachments ?? []) as { inputId: string }[]).map(({ inputId }) =>
      inputs.find((each) => each.id === inputId && isOf(each, call)),
    );
    return [
      ...[action, 'medialive:CreateTags'].map((each) => ({ action: each, resource, context: asked })),
      ...used.flatMap((input) =>
        input
          ? [{ action, resource: input.arn, context: { ...asked, ...contextOf('aws:ResourceTag', input.tags) } }]
          : [],
      ),
      { action: 'iam:PassRole', resource: roleArn, context: { 'iam:PassedToService': 'medialive.amazonaws.com' } },
    ];
  }
  const there = [...inputs, ...channels].find((each) => each.id === id && isOf(each, call));
  return [{ action, resource: resourceArn(call, kind, id), context: contextOf('aws:ResourceTag', there?.tags ?? {}) }];
}

function contextOf(key: string, tags: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(tags).map(([name, value]) => [`${key}/${name}`, value]));
}
