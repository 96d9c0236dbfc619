import type { DesiredFlow } from '../../lambdas/domain/flow';
import {
  type ActualFlow,
  type FlowDescription,
  type Reception,
  sourcesOf,
} from '../../lambdas/domain/flow-description';
import type { Step } from '../../lambdas/domain/flow-step';
import { Bench, home, pass } from '../local/mediaconnect/bench';

type Described = Extract<ActualFlow, { kind: 'described' }>;

type FeedStep = Extract<Step, { action: `${string}-flow-output` }>;

/** Longer than any transition of the simulated service, in seconds. */
const settling = 60;

/**
 * Takes the steps of plans against the simulated service, one call a step, and lets the flow settle after each. A call
 * that the service refuses throws.
 */
export class FlowExecutor {
  /** The flow that is the source's own, the one that is to be, and the one that was. */
  flowArn: string | undefined;
  private successorArn: string | undefined;
  private predecessorArn: string | undefined;
  readonly taken: Step['action'][] = [];

  constructor(readonly bench = new Bench()) {}

  /** Makes a flow by hand, not by a plan, and starts it if it is to run. */
  async make({ region, ...body }: DesiredFlow, running: boolean): Promise<string> {
    const flowArn = await this.bench.create({ ...body }, { ...home, region });
    if (running) await this.call('StartFlow', { flowArn });
    pass(settling);
    this.flowArn = flowArn;
    return flowArn;
  }

  /** What is known of the flow: its description, and the tags of all its parts. */
  async look(reception?: Record<string, Reception>, flowArn = this.flowArn): Promise<ActualFlow> {
    if (flowArn === undefined) return { kind: 'missing', vanished: false };
    const { flow } = (await this.call('DescribeFlow', { flowArn })) as { flow: FlowDescription };
    const arns = [
      flow.flowArn,
      ...sourcesOf(flow).map(({ sourceArn }) => sourceArn),
      ...(flow.vpcInterfaces ?? []).map(({ name }) => `${flow.flowArn}/vpcInterface/${name}`),
    ];
    const tags: NonNullable<Described['tags']> = Object.fromEntries(
      await Promise.all(
        arns.map(async (resourceArn) => [resourceArn, (await this.call('ListTagsForResource', { resourceArn })).tags]),
      ),
    );
    return { kind: 'described', flow, tags, ...(reception && { reception }) };
  }

  /** The new flow of a replacement that is under way. */
  async lookAround(): Promise<{ successor?: ActualFlow }> {
    return this.successorArn === undefined ? {} : { successor: await this.look(undefined, this.successorArn) };
  }

  /** The flow that another has replaced, while it is still there. */
  async lookBehind(): Promise<ActualFlow | undefined> {
    return this.predecessorArn === undefined ? undefined : this.look(undefined, this.predecessorArn);
  }

  /** Takes one step and lets time pass until the flow has settled. */
  async take(step: Step): Promise<void> {
    this.taken.push(step.action);
    await this.perform(step);
    pass(settling);
  }

  private async perform(step: Step): Promise<void> {
    switch (step.action) {
      case 'await-flow':
      case 'read-flow':
        return;
      case 'create-flow': {
        const { region, ...body } = step.flow;
        const arn = await this.bench.create({ ...body }, { ...home, region });
        if (this.flowArn === undefined) this.flowArn = arn;
        else this.successorArn = arn;
        return;
      }
      case 'start-flow':
        return this.call('StartFlow', { flowArn: step.flowArn ?? this.successorArn ?? this.flowArn });
      case 'stop-flow':
        return this.call('StopFlow', { flowArn: step.flowArn });
      case 'switch-flow':
        this.predecessorArn = this.flowArn;
        this.flowArn = this.successorArn;
        this.successorArn = undefined;
        return;
      case 'delete-flow':
        if (step.flowArn === this.predecessorArn) this.predecessorArn = undefined;
        return this.call('DeleteFlow', { flowArn: step.flowArn });
      case 'tag':
        return this.call('TagResource', { resourceArn: step.resourceArn, tags: step.tags });
      case 'untag':
        return this.call('UntagResource', { resourceArn: step.resourceArn, tagKeys: step.tagKeys });
      case 'add-flow-output':
      case 'update-flow-output':
      case 'remove-flow-output':
        return this.feed(step, step.flowArn ?? this.successorArn ?? this.flowArn ?? '');
      default:
        return this.change(step);
    }
  }

  private async feed(step: FeedStep, flowArn: string): Promise<void> {
    if (step.action === 'add-flow-output') return this.call('AddFlowOutputs', { flowArn, outputs: step.outputs });
    const { outputArn } = step;
    if (step.action === 'remove-flow-output') return this.call('RemoveFlowOutput', { flowArn, outputArn });
    const { name: _, ...output } = step.output;
    return this.call('UpdateFlowOutput', { flowArn, outputArn, ...output, outputStatus: 'ENABLED' });
  }

  private async change(step: Exclude<Extract<Step, { flowArn: string }>, FeedStep>): Promise<void> {
    const { flowArn } = step;
    switch (step.action) {
      case 'update-flow':
        return this.call('UpdateFlow', { flowArn, ...step.change });
      case 'add-flow-source':
        return this.call('AddFlowSources', { flowArn, sources: [step.flowSource] });
      case 'update-flow-source':
        return this.call('UpdateFlowSource', { flowArn, sourceArn: await this.sourceArn(step), ...step.change });
      case 'remove-flow-source':
        return this.call('RemoveFlowSource', { flowArn, sourceArn: await this.sourceArn(step) });
      case 'add-media-stream':
        return this.call('AddFlowMediaStreams', { flowArn, mediaStreams: step.mediaStreams });
      case 'update-media-stream':
        return this.call('UpdateFlowMediaStream', { flowArn, mediaStreamName: step.name, ...step.change });
      case 'remove-media-stream':
        return this.call('RemoveFlowMediaStream', { flowArn, mediaStreamName: step.name });
      case 'add-vpc-interface':
        return this.call('AddFlowVpcInterfaces', { flowArn, vpcInterfaces: step.vpcInterfaces });
      case 'remove-vpc-interface':
        return this.call('RemoveFlowVpcInterface', { flowArn, vpcInterfaceName: step.name });
    }
  }

  private async sourceArn({ flowArn, name, sourceArn }: { flowArn: string; name: string; sourceArn?: string }) {
    if (sourceArn !== undefined) return sourceArn;
    const { flow } = (await this.call('DescribeFlow', { flowArn })) as { flow: FlowDescription };
    return sourcesOf(flow).find((source) => source.name === name)?.sourceArn;
  }

  private call(operation: string, input: Record<string, unknown>) {
    const { flowArn, resourceArn } = input as { flowArn?: string; resourceArn?: string };
    const region = (flowArn ?? resourceArn ?? '').split(':')[3] ?? home.region;
    return this.bench.ok(operation, input, { ...home, region });
  }
}

/**
 * Claims that a sender of the flow before has to send elsewhere: what is in both flows has another address, or what came
 * in the place of something has.
 */
export function isMoved(before: FlowDescription, after: FlowDescription): boolean {
  const [old, now] = [addressesOf(before), addressesOf(after)];
  const gone = [...old].filter(([holder]) => !now.has(holder)).map(([, address]) => address);
  const come = [...now].filter(([holder]) => !old.has(holder)).map(([, address]) => address);
  const elsewhere = [...old].some(([holder, address]) => now.has(holder) && now.get(holder) !== address);
  return elsewhere || (gone.length > 0 && come.some((address) => !gone.includes(address)));
}

/** The IP and port of each flow source, by its name; of ST 2110 JPEG XS, by its media stream. */
function addressesOf(flow: FlowDescription): Map<string, string> {
  return new Map(
    sourcesOf(flow).flatMap((source): [string, string][] => {
      const inputs = (source.mediaStreamSourceConfigurations ?? []).filter((use) => use.inputConfigurations?.length);
      if (inputs.length === 0) return [[source.name, `${source.ingestIp}:${source.ingestPort}`]];
      return inputs.map((use) => [
        `${source.name}/${use.mediaStreamName}`,
        JSON.stringify(use.inputConfigurations?.map(({ inputIp, inputPort }) => `${inputIp}:${inputPort}`).sort()),
      ]);
    }),
  );
}
