import { arnOf } from './addresses';
import { badRequest, notFound } from './faults';
import { isReceiving } from './reception';
import type { Flow, ManagedOutput } from './record';
import type { Work } from './work';

/** The output that MediaLive makes on a flow for one of its inputs (ManagedAddOutput); done already, it is left as it is. */
export function addManagedOutput(work: Work, flowArn: string, inputArn: string): void {
  const flow = flowOf(work, flowArn);
  if (!flow) throw notFound(`Flow ${flowArn} not found.`);
  if (flow.size === 'LARGE_4X') throw badRequest(`Flow ${flowArn} carries no transport stream.`);
  const managed = flow.managedOutputs ?? [];
  if (managed.some((each) => each.inputArn === inputArn)) return;
  const name = `MediaLive-${inputArn.split(':').at(-1)}`;
  flow.managedOutputs = [...managed, { name, arn: arnOf('output', flow, name), inputArn }];
}

/** Takes it away again (ManagedRemoveOutput); a flow that is gone has none. */
export function removeManagedOutput(work: Work, flowArn: string, inputArn: string): void {
  const flow = flowOf(work, flowArn);
  if (flow) flow.managedOutputs = flow.managedOutputs?.filter((each) => each.inputArn !== inputArn);
}

/** Since when a flow passes on what it receives, milliseconds since 1970; undefined while it receives nothing. */
export function passesOnSince(flow: Flow | undefined): number | undefined {
  const source = flow?.sources.find((each) => isReceiving(flow, each));
  return source && Math.max(flow?.activeSince ?? 0, source.signalChanged ?? 0);
}

/** Such an output as the service describes it. */
export function managedOutputView({ name, arn, inputArn }: ManagedOutput) {
  return { name, outputArn: arn, mediaLiveInputArn: inputArn, outputStatus: 'ENABLED' };
}

function flowOf(work: Work, flowArn: string): Flow | undefined {
  const [, , , region = '', account = ''] = flowArn.split(':');
  return work.change(account, region).flows.find((each) => each.arn === flowArn);
}
