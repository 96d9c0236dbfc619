import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MediaConnect, type ServiceEvent } from '../../../local/mediaconnect/simulator';
import { problemsOf, requestOf } from './model';

/** Who calls, and where. */
export interface Caller {
  account: string;
  region: string;
}

// biome-ignore lint/suspicious/noExplicitAny: answers are read member by member, and held against the service's model already.
export type Body = any;

export const home: Caller = { account: '111122223333', region: 'eu-west-1' };
export const neighbour: Caller = { account: '444455556666', region: 'eu-west-1' };

/** The clock of these tests, for jest's fake timers: transitions end when a test says so. */
export const useServiceTime = () => {
  beforeEach(() => jest.useFakeTimers({ now: new Date('2026-03-02T10:15:30.250Z') }));
  afterEach(() => jest.useRealTimers());
};

/** Lets time pass, in seconds. */
export const pass = (seconds: number) => jest.advanceTimersByTime(seconds * 1000);

/** A simulator on a directory of its own; every answer is held against the service's model. */
export class Bench {
  readonly events: ServiceEvent[] = [];
  readonly secrets = new Map<string, string>();
  readonly stuck = new Set<string>();
  /** The operations that leave network interfaces in the account. */
  readonly leaving = new Set<string>();
  simulator: MediaConnect;

  constructor(
    readonly directory = mkdtempSync(join(tmpdir(), 'mediaconnect-')),
    readonly speed = 1,
  ) {
    this.simulator = this.load();
  }

  /** Calls an operation; throws when the answer is not as the model says. */
  async call(operation: string, input: Record<string, unknown> = {}, who: Caller = home) {
    const answer = await this.simulator.handle({ ...requestOf(operation, input), ...who });
    const problems = problemsOf(operation, answer);
    if (problems.length > 0) throw new Error(`${problems.join('\n')}\n${answer.body}`);
    return answer;
  }

  /** The body of an answer; throws on an error. */
  async ok(operation: string, input: Record<string, unknown> = {}, who: Caller = home): Promise<Body> {
    const { headers, body } = await this.call(operation, input, who);
    if (headers['x-amzn-errortype']) throw new Error(`${operation}: ${headers['x-amzn-errortype']}: ${body}`);
    return body === '' ? undefined : JSON.parse(body);
  }

  /** The error of a refused call, as `Code: message`; throws when it is not refused. */
  async refusal(operation: string, input: Record<string, unknown> = {}, who: Caller = home): Promise<string> {
    const { headers, body } = await this.call(operation, input, who);
    if (!headers['x-amzn-errortype']) throw new Error(`${operation} was not refused: ${body}`);
    return `${headers['x-amzn-errortype']}: ${JSON.parse(body).message}`;
  }

  /** Creates a flow and answers its ARN. */
  async create(input: Record<string, unknown> = {}, who: Caller = home): Promise<string> {
    return (await this.ok('CreateFlow', { name: 'studio', ...input }, who)).flow.flowArn;
  }

  /** Creates a flow, starts it and waits until it is ACTIVE. */
  async run(input: Record<string, unknown> = {}, who: Caller = home): Promise<string> {
    const flowArn = await this.create(input, who);
    await this.ok('StartFlow', { flowArn }, who);
    pass(20 / this.speed);
    return flowArn;
  }

  async describe(flowArn: string, who: Caller = home): Promise<Body> {
    return this.ok('DescribeFlow', { flowArn }, who);
  }

  async status(flowArn: string): Promise<string> {
    return (await this.describe(flowArn)).flow.status;
  }

  /** Connects or takes away a signal; throws when the simulator refuses. */
  signal(body: Record<string, unknown>): void {
    const answer = this.simulator.signal(body);
    if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
  }

  /** The details of the events of a type since the last look, oldest first. */
  take(type: string): Body[] {
    const taken = this.events.filter((each) => each['detail-type'] === `MediaConnect ${type}`);
    const others = this.events.filter((each) => !taken.includes(each));
    this.events.splice(0, this.events.length, ...others);
    return taken.map((each) => each.detail);
  }

  /** Ends the simulator and loads it again from its directory, as after a restart of the machine. */
  restart(): void {
    this.simulator.stop();
    this.simulator = this.load();
  }

  private load(): MediaConnect {
    return new MediaConnect({
      directory: this.directory,
      speed: this.speed,
      readSecret: (_account, _region, arn) => this.secrets.get(arn),
      publish: (event) => this.events.push(event),
      isStuck: (operation) => this.stuck.has(operation),
      leavesInterface: (operation) => this.leaving.has(operation),
      log: (line) => {
        throw new Error(line);
      },
    });
  }
}
