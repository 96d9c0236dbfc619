import type { DesiredProxy, InputSpecification } from './proxy';

/** A MediaLive input of a source as DescribeInput tells of it. */
export interface FoundInput {
  id: string;
  arn: string;
  /** CREATING, DETACHED, ATTACHED, DELETING or DELETED. */
  state: string;
  flowArns: readonly string[];
}

/** A MediaLive channel of a source as DescribeChannel tells of it. */
export interface FoundChannel {
  id: string;
  arn: string;
  state: string;
  inputIds: readonly string[];
  specification: Partial<InputSpecification>;
  destinations: readonly string[];
}

/** What of a proxy there is in MediaLive; what is deleted there counts as none. */
export interface FoundProxy {
  input?: FoundInput | undefined;
  channel?: FoundChannel | undefined;
}

/** The proxy asked for, with the place that the channel writes to (a URL). */
export type WantedProxy = DesiredProxy & { destination: string };

/** The next step to a proxy: a call of MediaLive, or to wait until what was called for has come about. */
export type ProxyStep =
  | { action: 'wait' }
  | { action: 'create-input' }
  | { action: 'update-input'; id: string; resource: string }
  | { action: 'delete-input'; id: string; resource: string }
  | { action: 'create-channel'; inputId: string }
  | { action: 'update-channel'; id: string; resource: string; inputId: string }
  | { action: 'start-channel'; id: string; resource: string }
  | { action: 'stop-channel'; id: string; resource: string }
  | { action: 'delete-channel'; id: string; resource: string };

/** A channel that has lost a pipeline and makes a new one is on air with it, as is one that runs. */
const running = new Set(['RUNNING', 'RECOVERING']);
const resting = new Set(['IDLE']);
const broken = new Set(['CREATE_FAILED', 'UPDATE_FAILED']);

/**
 * The next step from the proxy that there is to the one that is wanted, or to none; undefined when there is nothing left
 * to do. An input and a channel are changed only while the channel is idle (MediaLive user guide, "Editing a channel"),
 * an input is deleted only when no channel has it.
 */
export function nextProxyStep(wanted: WantedProxy | undefined, { input, channel }: FoundProxy): ProxyStep | undefined {
  const isPassing = channel && !running.has(channel.state) && !resting.has(channel.state) && !broken.has(channel.state);
  if (isPassing) return { action: 'wait' };
  if (input?.state === 'CREATING' || input?.state === 'DELETING') return { action: 'wait' };
  // A channel without its input shows nothing, and one that failed to become what it should be stays so.
  if (channel && (!wanted || !input || broken.has(channel.state))) return withoutChannel(channel);
  if (!wanted) return input && inputRemoval(input);
  if (!input) return { action: 'create-input' };
  if (!channel) {
    if (!isOnFlow(input, wanted)) return { action: 'update-input', id: input.id, resource: input.arn };
    return { action: 'create-channel', inputId: input.id };
  }
  const { id, arn: resource } = channel;
  const fits = isAsWanted(channel, input, wanted);
  if (running.has(channel.state)) {
    const runsRightly = wanted.running && fits && isOnFlow(input, wanted);
    return runsRightly ? undefined : { action: 'stop-channel', id, resource };
  }
  if (!isOnFlow(input, wanted)) return { action: 'update-input', id: input.id, resource: input.arn };
  if (!fits) return { action: 'update-channel', id, resource, inputId: input.id };
  return wanted.running ? { action: 'start-channel', id, resource } : undefined;
}

function withoutChannel({ id, arn: resource, state }: FoundChannel): ProxyStep {
  return { action: running.has(state) ? 'stop-channel' : 'delete-channel', id, resource };
}

function inputRemoval({ id, arn, state }: FoundInput): ProxyStep {
  // It is detached a moment after its channel is gone.
  return state === 'ATTACHED' ? { action: 'wait' } : { action: 'delete-input', id, resource: arn };
}

function isOnFlow({ flowArns }: FoundInput, { flow }: WantedProxy): boolean {
  return flowArns.length === 1 && flowArns[0] === flow.arn;
}

function isAsWanted(channel: FoundChannel, input: FoundInput, { specification, destination }: WantedProxy): boolean {
  const { codec, resolution, maximumBitrate } = channel.specification;
  return (
    channel.inputIds.length === 1 &&
    channel.inputIds[0] === input.id &&
    channel.destinations.length === 1 &&
    channel.destinations[0] === destination &&
    codec === specification.codec &&
    resolution === specification.resolution &&
    maximumBitrate === specification.maximumBitrate
  );
}
