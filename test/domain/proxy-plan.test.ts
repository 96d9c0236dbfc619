import { inputSpecification } from '../../lambdas/domain/proxy';
import {
  type FoundChannel,
  type FoundInput,
  type FoundProxy,
  nextProxyStep,
  type WantedProxy,
} from '../../lambdas/domain/proxy-plan';

const flow = { arn: 'arn:flow:new', region: 'eu-west-1' };
const wanted: WantedProxy = {
  flow,
  specification: inputSpecification(2),
  running: true,
  destination: 's3ssl://b/x/proxy',
};
const input = (members: Partial<FoundInput> = {}): FoundInput => ({
  ...{ id: '1', arn: 'arn:input', state: 'ATTACHED', flowArns: [flow.arn] },
  ...members,
});
const channel = (members: Partial<FoundChannel> = {}): FoundChannel => ({
  ...{ id: '2', arn: 'arn:channel', state: 'RUNNING', inputIds: ['1'] },
  ...{ specification: inputSpecification(2), destinations: [wanted.destination] },
  ...members,
});

describe('the next step to a proxy', () => {
  it.each<[string, FoundProxy, WantedProxy | undefined, string | undefined]>([
    ['makes the input first', {}, wanted, 'create-input'],
    ['waits for the input', { input: input({ state: 'CREATING' }) }, wanted, 'wait'],
    ['makes the channel on it', { input: input({ state: 'DETACHED' }) }, wanted, 'create-channel'],
    ['waits for the channel', { input: input(), channel: channel({ state: 'CREATING' }) }, wanted, 'wait'],
    ['starts the channel', { input: input(), channel: channel({ state: 'IDLE' }) }, wanted, 'start-channel'],
    ['is none where it runs', { input: input(), channel: channel() }, wanted, undefined],
    ['is none where it heals itself', { input: input(), channel: channel({ state: 'RECOVERING' }) }, wanted, undefined],
    ['stops it with its source', { input: input(), channel: channel() }, { ...wanted, running: false }, 'stop-channel'],
    [
      'leaves it still',
      { input: input(), channel: channel({ state: 'IDLE' }) },
      { ...wanted, running: false },
      undefined,
    ],
    ['stops it for another flow', { input: input({ flowArns: ['old'] }), channel: channel() }, wanted, 'stop-channel'],
    [
      'moves its input while it is idle',
      { input: input({ flowArns: ['old'] }), channel: channel({ state: 'IDLE' }) },
      wanted,
      'update-input',
    ],
    [
      'stops it for another tier',
      { input: input(), channel: channel() },
      { ...wanted, specification: inputSpecification(5) },
      'stop-channel',
    ],
    [
      'changes it while it is idle',
      { input: input(), channel: channel({ state: 'IDLE' }) },
      { ...wanted, specification: inputSpecification(5) },
      'update-channel',
    ],
    [
      'changes one that writes elsewhere',
      { input: input(), channel: channel({ state: 'IDLE', destinations: ['s3ssl://other/x'] }) },
      wanted,
      'update-channel',
    ],
    [
      'removes one that could not be made',
      { input: input(), channel: channel({ state: 'CREATE_FAILED' }) },
      wanted,
      'delete-channel',
    ],
    ['removes one whose input is gone', { channel: channel({ state: 'IDLE' }) }, wanted, 'delete-channel'],
    ['stops it before it goes', { input: input(), channel: channel() }, undefined, 'stop-channel'],
    [
      'deletes the channel before the input',
      { input: input(), channel: channel({ state: 'IDLE' }) },
      undefined,
      'delete-channel',
    ],
    ['waits until the input is free', { input: input() }, undefined, 'wait'],
    ['deletes the input last', { input: input({ state: 'DETACHED' }) }, undefined, 'delete-input'],
    ['is none where nothing is left', {}, undefined, undefined],
  ])('%s', (_name, found, asked, action) => {
    expect(nextProxyStep(asked, found)?.action).toBe(action);
  });

  it('waits while the channel or the input passes to another state, whatever is wanted', () => {
    for (const state of ['CREATING', 'STARTING', 'STOPPING', 'UPDATING', 'DELETING', 'SOMETHING_NEW']) {
      for (const asked of [wanted, undefined]) {
        expect(nextProxyStep(asked, { input: input(), channel: channel({ state }) })).toEqual({ action: 'wait' });
      }
    }
  });
});

/** A MediaLive of one input and one channel, whose transitions end with each wait. It refuses what the service does. */
class Service {
  readonly calls: string[] = [];
  constructor(
    private input: FoundInput | undefined,
    private channel: FoundChannel | undefined,
  ) {}

  found(): FoundProxy {
    const isFree = this.channel === undefined && this.input?.state === 'ATTACHED';
    return { input: this.input && (isFree ? { ...this.input, state: 'DETACHED' } : this.input), channel: this.channel };
  }

  settle(): void {
    const to: Record<string, string> = { CREATING: 'IDLE', STARTING: 'RUNNING', STOPPING: 'IDLE', UPDATING: 'IDLE' };
    const { state } = this.channel ?? {};
    if (this.channel)
      this.channel = state === 'DELETING' ? undefined : { ...this.channel, state: to[state ?? ''] ?? state ?? '' };
    if (this.input?.state === 'DELETING') this.input = undefined;
    else if (this.input?.state === 'CREATING') this.input = { ...this.input, state: 'DETACHED' };
  }

  take(step: NonNullable<ReturnType<typeof nextProxyStep>>, asked: WantedProxy | undefined): void {
    this.calls.push(step.action);
    const require = (isAllowed: boolean) => {
      if (!isAllowed) throw new Error(`${step.action} was refused: ${JSON.stringify(this.found())}`);
    };
    const { channel: there } = this;
    const isIdle = there?.state === 'IDLE';
    const move = (state: string) => {
      if (there) this.channel = { ...there, state };
    };
    if (step.action === 'create-input') this.input = input({ state: 'CREATING', flowArns: [asked?.flow.arn ?? ''] });
    if (step.action === 'update-input') {
      require(!there || isIdle);
      this.input = input({ flowArns: [asked?.flow.arn ?? ''] });
    }
    if (step.action === 'delete-input') {
      require(!there);
      this.input = input({ state: 'DELETING' });
    }
    if (step.action === 'create-channel') {
      require(!there && this.input !== undefined);
      this.channel = channel({ state: 'CREATING', specification: asked?.specification ?? {} });
      this.input = input({ state: 'ATTACHED', flowArns: this.input?.flowArns ?? [] });
    }
    if (step.action === 'update-channel') {
      require(isIdle);
      this.channel = channel({ state: 'UPDATING', specification: asked?.specification ?? {} });
    }
    if (step.action === 'start-channel') {
      require(isIdle);
      move('STARTING');
    }
    if (step.action === 'stop-channel') {
      require(there?.state === 'RUNNING' || there?.state === 'RECOVERING');
      move('STOPPING');
    }
    if (step.action === 'delete-channel') {
      require(isIdle || there?.state.endsWith('_FAILED') === true);
      move('DELETING');
    }
  }
}

const inputs = [
  undefined,
  ...['CREATING', 'DETACHED', 'ATTACHED', 'DELETING'].flatMap((state) => [
    input({ state }),
    input({ state, flowArns: ['old'] }),
  ]),
];
const channelStates = ['CREATING', 'IDLE', 'STARTING', 'RUNNING', 'RECOVERING', 'STOPPING', 'UPDATING', 'DELETING'];
const channels = [
  undefined,
  ...[...channelStates, 'CREATE_FAILED', 'UPDATE_FAILED'].flatMap((state) => [
    channel({ state }),
    channel({ state, specification: inputSpecification(4), destinations: ['s3ssl://old/x'], inputIds: ['0'] }),
  ]),
];

describe.each([
  ['a proxy that runs', wanted],
  ['a proxy that stands still', { ...wanted, running: false }],
  ['none', undefined],
])('the way to %s', (_name, asked) => {
  it('comes to its end from wherever it begins, by calls that the service takes', () => {
    for (const [from, at] of inputs.flatMap((each) => channels.map((one) => [each, one] as const))) {
      const service = new Service(from, at);
      for (let looks = 0; ; looks += 1) {
        const step = nextProxyStep(asked, service.found());
        if (!step) break;
        if (looks > 30) throw new Error(`no end from ${JSON.stringify([from, at])}: ${service.calls}`);
        if (step.action === 'wait') service.settle();
        else service.take(step, asked);
      }
      expect(service.calls.length).toBeLessThanOrEqual(7);
      const found = service.found();
      if (!asked) expect(found).toEqual({ input: undefined, channel: undefined });
      else expect(found.channel?.state).toMatch(asked.running ? /^(RUNNING|RECOVERING)$/ : /^IDLE$/);
    }
  });

  it('is no longer than it must be', () => {
    const service = new Service(undefined, undefined);
    for (let step = nextProxyStep(asked, service.found()); step; step = nextProxyStep(asked, service.found())) {
      if (step.action === 'wait') service.settle();
      else service.take(step, asked);
    }
    const start = asked?.running ? ['start-channel'] : [];
    expect(service.calls).toEqual(asked ? ['create-input', 'create-channel', ...start] : []);
  });
});
