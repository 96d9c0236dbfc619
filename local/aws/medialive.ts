import type { AwsAnswer, AwsCall, AwsService } from './endpoint';
import { encode } from './hls-encoder';
import {
  channelView,
  checkChannel,
  type Input,
  inputView,
  isOf,
  type MediaLiveState,
  type Resource,
  resourceArn,
} from './medialive-resources';
import { actionsOf, routeOf } from './medialive-routes';
import { ServiceError } from './protocol';
import { StateFile } from './state';

/** MediaLive, and the clock by which its channels write. */
export interface MediaLive extends AwsService {
  /** Lets every channel that runs write what it owes by now. */
  catchUp(): void;
  reset(): void;
}

interface MediaLiveOptions {
  file: string;
  /** Divides the durations of transitions; what channels write comes at its own pace, since players need it so. */
  speed: number;
  /** Makes the output of a flow that feeds an input, and takes it away; throws where there is no such flow. */
  feed(flowArn: string, inputArn: string): void;
  starve(flowArn: string, inputArn: string): void;
  /** Since when a flow passes on what it receives, milliseconds since 1970; undefined while it receives nothing. */
  passesOnSince(flowArn: string): number | undefined;
  /** Why MediaLive may not do something with a role, or undefined if it may. */
  refusal(roleArn: string, action: string, resource: string, context?: Record<string, string>): string | undefined;
  storage: Parameters<typeof encode>[0];
  isStuck(operation: string): boolean;
  breaks(operation: string): boolean;
}

/** How long the service takes for a transition, seconds. Assumed. */
const seconds = {
  ...{ CreateInput: 3, DeleteInput: 3, CreateChannel: 10, UpdateChannel: 5 },
  ...{ StartChannel: 60, StopChannel: 20, DeleteChannel: 10 },
};
/** So many channels an account has in a Region. AWS's own quotas go by class of input and account. */
const channelQuota = 20;

type Operation = (state: MediaLiveState, call: AwsCall, id: string) => [status: number, body: unknown];

/** MediaLive of every account and Region, as far as proxies need it: inputs on MediaConnect flows, and channels with HLS in S3. */
export function mediaLive(options: MediaLiveOptions): MediaLive {
  const file = new StateFile<MediaLiveState>(options.file, { inputs: [], channels: [], lastId: 1_000_000 });

  const begin = (resource: Resource, operation: keyof typeof seconds, passing: string, to: string) => {
    resource.state = passing;
    const target = options.breaks(operation) ? `${operation === 'CreateChannel' ? 'CREATE' : 'UPDATE'}_FAILED` : to;
    const endsAt = Date.now() + (seconds[operation] * 1000) / options.speed;
    resource.transition = options.isStuck(operation) ? { to: target } : { to: target, endsAt };
  };

  const operations: Record<string, Operation> = {
    CreateInput(state, call) {
      const { requestId, name, type, mediaConnectFlows = [], roleArn = '', tags = {} } = call.input as Partial<Input>;
      const made = repeated(state.inputs, call, requestId);
      if (made) return [201, { input: inputView(state, made) }];
      if (type !== 'MEDIACONNECT') throw bad(`The local MediaLive has inputs of type MEDIACONNECT, not ${type}.`);
      const input: Input = {
        ...place(state, call, 'input'),
        ...{ name: String(name), type, requestId, roleArn, tags, mediaConnectFlows: [], state: '' },
      };
      feedBy(input, mediaConnectFlows);
      state.inputs.push(input);
      begin(input, 'CreateInput', 'CREATING', 'DETACHED');
      return [201, { input: inputView(state, input) }];
    },
    UpdateInput(state, { input: body, ...call }, id) {
      const input = known(state.inputs, call, id);
      const channel = state.channels.find(
        (each) => isUp(each) && each.inputAttachments.some(({ inputId }) => inputId === id),
      );
      if (channel && channel.state !== 'IDLE') throw conflict(`Channel ${channel.id} is ${channel.state}.`);
      feedBy(input, (body as Partial<Input>).mediaConnectFlows ?? []);
      return [200, { input: inputView(state, input) }];
    },
    DeleteInput(state, call, id) {
      const input = known(state.inputs, call, id);
      if (inputView(state, input).state !== 'DETACHED') throw conflict(`Input ${id} is attached to a channel.`);
      for (const { flowArn } of input.mediaConnectFlows) options.starve(flowArn, input.arn);
      begin(input, 'DeleteInput', 'DELETING', 'DELETED');
      return [200, {}];
    },
    CreateChannel(state, call) {
      const made = repeated(state.channels, call, call.input.requestId as string);
      if (made) return [201, { channel: channelView(made) }];
      const own = state.channels.filter((each) => isOf(each, call) && isUp(each));
      if (own.length >= channelQuota)
        throw new ServiceError('TooManyRequestsException', `Limit exceeded: at most ${channelQuota} channels.`, 429);
      const channel = { ...place(state, call, 'channel'), ...checkChannel(state, call), state: '' };
      state.channels.push(channel);
      begin(channel, 'CreateChannel', 'CREATING', 'IDLE');
      return [201, { channel: channelView(channel) }];
    },
    UpdateChannel(state, call, id) {
      const channel = known(state.channels, call, id);
      if (channel.state !== 'IDLE') throw conflict(`Channel ${id} is ${channel.state}, not IDLE.`);
      Object.assign(channel, checkChannel(state, { ...call, input: { ...channel, ...call.input } }, id));
      begin(channel, 'UpdateChannel', 'UPDATING', 'IDLE');
      return [200, { channel: channelView(channel) }];
    },
    StartChannel(state, call, id) {
      const channel = known(state.channels, call, id);
      if (channel.state !== 'IDLE') throw conflict(`Channel ${id} is ${channel.state}, not IDLE.`);
      begin(channel, 'StartChannel', 'STARTING', 'RUNNING');
      return [200, channelView(channel)];
    },
    StopChannel(state, call, id) {
      const channel = known(state.channels, call, id);
      if (channel.state !== 'RUNNING') throw conflict(`Channel ${id} is ${channel.state}, not RUNNING.`);
      begin(channel, 'StopChannel', 'STOPPING', 'IDLE');
      return [200, channelView(channel)];
    },
    DeleteChannel(state, call, id) {
      const channel = known(state.channels, call, id);
      if (!['IDLE', 'CREATE_FAILED', 'UPDATE_FAILED'].includes(channel.state))
        throw conflict(`Channel ${id} is ${channel.state}, not IDLE.`);
      begin(channel, 'DeleteChannel', 'DELETING', 'DELETED');
      return [200, channelView(channel)];
    },
    DescribeInput: (state, call, id) => [200, inputView(state, found(state.inputs, call, id))],
    DescribeChannel: (state, call, id) => [200, channelView(found(state.channels, call, id))],
    ListInputs: (state, call) => [
      200,
      { inputs: state.inputs.filter((each) => isOf(each, call) && isUp(each)).map((each) => inputView(state, each)) },
    ],
    ListChannels: (state, call) => [
      200,
      { channels: state.channels.filter((each) => isOf(each, call) && isUp(each)).map(channelView) },
    ],
    ListTagsForResource(state, call, arn) {
      const tagged = [...state.inputs, ...state.channels].find((each) => each.arn === arn && isOf(each, call));
      if (!tagged) throw notFound(arn);
      return [200, { tags: tagged.tags }];
    },
  };

  /** Has an input fed by these flows and no others. */
  function feedBy(input: Input, flows: { flowArn: string }[]): void {
    if (flows.length !== 1) throw bad('The local MediaLive has inputs of one MediaConnect flow.');
    const before = input.mediaConnectFlows;
    for (const { flowArn } of flows) {
      const refused = options.refusal(input.roleArn, 'mediaconnect:ManagedAddOutput', flowArn);
      if (refused) throw bad(refused);
      options.feed(flowArn, input.arn);
    }
    const left = before.filter(({ flowArn }) => flows.every((each) => each.flowArn !== flowArn));
    for (const { flowArn } of left) options.starve(flowArn, input.arn);
    input.mediaConnectFlows = flows.map(({ flowArn }) => ({ flowArn }));
  }

  function settle(): void {
    const now = Date.now();
    for (const each of [...file.value.inputs, ...file.value.channels]) {
      const { to, endsAt = Number.POSITIVE_INFINITY } = each.transition ?? {};
      if (to === undefined || endsAt > now) continue;
      Object.assign(each, { state: to, transition: undefined, since: endsAt });
    }
  }

  return {
    name: 'medialive',
    denial: { code: 'ForbiddenException', status: 403 },
    operationOf: (request) => routeOf(request)?.operation,
    actionsOf: (call) => actionsOf(file.value, call),
    async handle(call) {
      settle();
      const route = routeOf(call);
      const operation = route && operations[route.operation];
      if (!operation) throw new ServiceError('UnknownOperationException', `No ${call.operation} here`, 404);
      const [status, body] = operation(file.value, call, route.id);
      if (call.method !== 'GET') file.save();
      return json(status, body);
    },
    error: (code, status, message, extra = {}) => ({
      ...json(status, { message, ...extra }),
      headers: { 'content-type': 'application/json', 'x-amzn-errortype': code },
    }),
    catchUp() {
      settle();
      for (const channel of file.value.channels) {
        const [attached] = channel.inputAttachments;
        const input = file.value.inputs.find(({ id }) => id === attached?.inputId);
        const [, bucket = '', base = ''] =
          /^s3ssl:\/\/([^/]+)\/(.+)$/.exec(channel.destinations[0]?.settings[0]?.url ?? '') ?? [];
        const receivesSince = options.passesOnSince(input?.mediaConnectFlows[0]?.flowArn ?? '');
        if (channel.state !== 'RUNNING' || receivesSince === undefined) continue;
        const resource = `arn:aws:s3:::${bucket}/${base}`;
        if (options.refusal(channel.roleArn, 's3:PutObject', resource, { 'aws:ResourceAccount': channel.account }))
          continue;
        const { segmentLength, indexNSegments, keepSegments, modifier } = channel.playlist;
        const settings = { segmentSeconds: segmentLength, listed: indexNSegments, kept: keepSegments };
        const since = Math.max(receivesSince, channel.since ?? 0);
        channel.progress = encode(
          options.storage,
          { bucket, base: `${base}${modifier}`, ...settings, since },
          channel.progress,
          Date.now(),
        );
      }
    },
    reset() {
      Object.assign(file.value, { inputs: [], channels: [] });
      file.save();
    },
  };
}

const isUp = ({ state }: Resource) => state !== 'DELETED';
const bad = (message: string) => new ServiceError('BadRequestException', message, 400);
const conflict = (message: string) => new ServiceError('ConflictException', message, 409);
const notFound = (id: string) => new ServiceError('NotFoundException', `${id} is not there.`, 404);

/** What is there, also if it is deleted: the service tells of it for a while. */
function found<Each extends Resource>(all: Each[], call: Pick<AwsCall, 'account' | 'region'>, id: string): Each {
  const one = all.find((each) => each.id === id && isOf(each, call));
  if (!one) throw notFound(id);
  return one;
}

function known<Each extends Resource>(all: Each[], call: Pick<AwsCall, 'account' | 'region'>, id: string): Each {
  const one = found(all, call, id);
  if (!isUp(one)) throw notFound(id);
  return one;
}

/** What an earlier request with the same id has made, if that is still there. */
function repeated<Each extends Resource>(all: Each[], call: AwsCall, requestId: string | undefined): Each | undefined {
  if (!requestId) throw bad('The local MediaLive wants a requestId.');
  return all.find((each) => each.requestId === requestId && isOf(each, call) && isUp(each));
}

function place(state: MediaLiveState, { account, region }: AwsCall, kind: 'input' | 'channel') {
  state.lastId += 1;
  const id = String(state.lastId);
  return { id, account, region, arn: resourceArn({ account, region }, kind, id) };
}

function json(status: number, body: unknown): AwsAnswer {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}
