import { Transient } from '../domain/errors';
import type { FoundChannel, FoundInput } from '../domain/proxy-plan';
import { channelGone } from '../domain/proxy-status';
import { repeated } from './query-call';
import { type SignedCall, signedCall } from './signed-call';
import { targetSession } from './target-sessions';
import { translateError } from './translate-error';

/** What is made in MediaLive, by the words of its addresses. */
type Kind = 'inputs' | 'channels';

/** An input in MediaLive's own words; the members that are read. */
interface Input {
  id: string;
  arn: string;
  state: string;
  mediaConnectFlows?: { flowArn: string }[];
  tags?: Record<string, string>;
}

/** A channel in MediaLive's own words; the members that are read. */
interface Channel {
  id: string;
  arn: string;
  state: string;
  inputAttachments?: { inputId: string }[];
  inputSpecification?: FoundChannel['specification'];
  destinations?: { settings?: { url?: string }[] }[];
  tags?: Record<string, string>;
}

/** What lists tell of an input or a channel. */
type Found = Required<Pick<Input, 'id' | 'arn' | 'tags'>>;

/** So many pages of a hundred are more than any account has. */
const pageLimit = 50;

/** Sends one call; throws in the manner of the SDK. MediaLive's client would double the functions that call it. */
async function send<Answer>(region: string, call: Pick<SignedCall, 'method' | 'path' | 'query'>, input?: object) {
  const { credentials } = await targetSession(region);
  // Here, so that a role that cannot be taken on is told as what it is.
  const keys = await credentials();
  const body = input && { body: JSON.stringify(input), contentType: 'application/json' };
  const { status, headers, text } = await signedCall({
    ...{ ...call, ...body },
    ...{ service: 'medialive', region, credentials: keys },
  });
  const answer = jsonOf(text);
  if (status < 300) return answer as Answer;
  const { message = text, validationErrors = [] } = answer as { message?: string; validationErrors?: Invalid[] };
  const places = validationErrors.map(({ elementPath, errorMessage }) => `${elementPath}: ${errorMessage}`);
  const name = (headers['x-amzn-errortype'] ?? 'UnknownError').split(':')[0];
  throw Object.assign(new Error([message, ...places].join(' ')), { name, $metadata: { httpStatusCode: status } });
}

interface Invalid {
  elementPath?: string;
  errorMessage?: string;
}

function jsonOf(text: string): object {
  try {
    return JSON.parse(text === '' ? '{}' : text);
  } catch {
    return { message: text };
  }
}

async function read<Answer>(operation: string, region: string, path: string, query?: Record<string, string>) {
  try {
    const call = { method: 'GET', path, ...(query && { query }) } as const;
    return await repeated(() => send<Answer>(region, call));
  } catch (error) {
    if ((error as Error).name === 'NotFoundException') return undefined;
    throw translateError(operation, error);
  }
}

/** A call that changes something is sent once: the workflow looks and repeats it. */
async function change<Answer>(
  operation: string,
  region: string,
  method: 'POST' | 'PUT' | 'DELETE',
  path: string,
  input?: object,
): Promise<Answer> {
  try {
    return await send<Answer>(region, { method, path }, input);
  } catch (error) {
    const { name, message } = error as Error;
    // Another state than the one that was seen: the next look shows it.
    if (name === 'ConflictException' || name === 'NotFoundException')
      throw new Transient(`${operation} met another state (${name}): ${message}`, { cause: error });
    throw translateError(operation, error);
  }
}

/** An input as it is now; undefined if there is none. Throws `Transient` or `ServiceRefused`. */
export async function describeInput(region: string, id: string): Promise<FoundInput | undefined> {
  const input = await read<Input>('DescribeInput', region, `/prod/inputs/${id}`);
  return input && input.state !== 'DELETED' ? foundInput(input) : undefined;
}

/** A channel as it is now; undefined if there is none. Throws `Transient` or `ServiceRefused`. */
export async function describeChannel(region: string, id: string): Promise<FoundChannel | undefined> {
  const channel = await read<Channel>('DescribeChannel', region, `/prod/channels/${id}`);
  return channel && channel.state !== channelGone ? foundChannel(channel) : undefined;
}

/** The inputs or channels of a Region whose tags are so, without those that are deleted; each page is a call. */
export async function findByTags(
  region: string,
  kind: Kind,
  isMeant: (tags: Record<string, string>) => boolean,
): Promise<Found[]> {
  const found: Found[] = [];
  const operation = kind === 'inputs' ? 'ListInputs' : 'ListChannels';
  let nextToken: string | undefined;
  for (let page = 0; page === 0 || nextToken; page += 1) {
    if (page === pageLimit) throw new Transient(`${operation} has over ${pageLimit} pages`);
    type Page = { nextToken?: string } & Partial<Record<Kind, (Input | Channel)[]>>;
    const query = { maxResults: '100', ...(nextToken && { nextToken }) };
    const answer: Page | undefined = await read<Page>(operation, region, `/prod/${kind}`, query);
    for (const { id, arn, state, tags = {} } of answer?.[kind] ?? [])
      if (state !== 'DELETED' && state !== 'DELETING' && isMeant(tags)) found.push({ id, arn, tags });
    nextToken = answer?.nextToken;
  }
  return found;
}

/** Makes an input; a repeat with the same `requestId` makes none. Throws as every change does. */
export async function createInput(region: string, body: object): Promise<FoundInput> {
  const { input } = await change<{ input: Input }>('CreateInput', region, 'POST', '/prod/inputs', body);
  return foundInput(input);
}

/** Makes a channel; a repeat with the same `requestId` makes none. Throws as every change does. */
export async function createChannel(region: string, body: object): Promise<FoundChannel> {
  const { channel } = await change<{ channel: Channel }>('CreateChannel', region, 'POST', '/prod/channels', body);
  return foundChannel(channel);
}

export const updateInput = (region: string, id: string, body: object) =>
  change('UpdateInput', region, 'PUT', `/prod/inputs/${id}`, body);
export const deleteInput = (region: string, id: string) =>
  change('DeleteInput', region, 'DELETE', `/prod/inputs/${id}`);
export const updateChannel = (region: string, id: string, body: object) =>
  change('UpdateChannel', region, 'PUT', `/prod/channels/${id}`, body);
export const startChannel = (region: string, id: string) =>
  change('StartChannel', region, 'POST', `/prod/channels/${id}/start`);
export const stopChannel = (region: string, id: string) =>
  change('StopChannel', region, 'POST', `/prod/channels/${id}/stop`);
export const deleteChannel = (region: string, id: string) =>
  change('DeleteChannel', region, 'DELETE', `/prod/channels/${id}`);

function foundInput({ id, arn, state, mediaConnectFlows = [] }: Input): FoundInput {
  return { id, arn, state, flowArns: mediaConnectFlows.map(({ flowArn }) => flowArn) };
}

function foundChannel(channel: Channel): FoundChannel {
  const { id, arn, state, inputAttachments = [], inputSpecification = {}, destinations = [] } = channel;
  return {
    ...{ id, arn, state },
    inputIds: inputAttachments.map(({ inputId }) => inputId),
    specification: inputSpecification,
    destinations: destinations.flatMap(({ settings = [] }) => settings.flatMap(({ url }) => url ?? [])),
  };
}
