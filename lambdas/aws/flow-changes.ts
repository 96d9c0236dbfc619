import {
  AddFlowMediaStreamsCommand,
  AddFlowOutputsCommand,
  AddFlowSourcesCommand,
  AddFlowVpcInterfacesCommand,
  RemoveFlowMediaStreamCommand,
  RemoveFlowOutputCommand,
  RemoveFlowSourceCommand,
  RemoveFlowVpcInterfaceCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateFlowCommand,
  UpdateFlowMediaStreamCommand,
  UpdateFlowOutputCommand,
  UpdateFlowSourceCommand,
} from '@aws-sdk/client-mediaconnect';
import { FlowBusy } from '../domain/errors';
import { sourcesOf } from '../domain/flow-description';
import type { Step } from '../domain/flow-step';
import { describeFlow, mutate } from './mediaconnect';
import { translateError } from './translate-error';

/** A step that is one call on a flow that stays. */
export type ChangeStep = Extract<
  Step,
  {
    action:
      | 'update-flow'
      | `${'add' | 'update' | 'remove'}-flow-source`
      | `${'add' | 'update' | 'remove'}-flow-output`
      | `${'add' | 'update' | 'remove'}-media-stream`
      | `${'add' | 'remove'}-vpc-interface`
      | 'tag'
      | 'untag';
  }
>;

/** A call: its operation, its command and, where the client would drop members of it, its body. */
type Call = readonly [operation: string, command: object, body?: object];

/** Statuses in which the service takes changes of a flow. */
const settled = ['STANDBY', 'ACTIVE', 'ERROR'];

/**
 * Makes the one call of a step, sent once, and answers the ids of the network interfaces that the service could not
 * delete with a VPC interface. Throws `FlowBusy` when the flow had not settled, `Transient` when the outcome is not known,
 * and `ServiceRefused` when the service will not have it.
 */
export async function changeFlow(region: string, flowArn: string, step: ChangeStep): Promise<string[]> {
  const [operation, command, body] = await callOf(region, flowArn, step);
  try {
    const answer = await mutate<{ nonDeletedNetworkInterfaceIds?: string[] }>(region, command, body);
    return answer.nonDeletedNetworkInterfaceIds ?? [];
  } catch (error) {
    // The service says "wrong state" with the error that it uses for bad input; the state tells which it is.
    const described = (error as Error).name === 'BadRequestException' && (await describeFlow(region, flowArn));
    const status = described ? described.flow.status : 'ACTIVE';
    if (!settled.includes(status)) throw new FlowBusy(flowArn, status);
    throw translateError(operation, error);
  }
}

async function callOf(region: string, flowArn: string, step: ChangeStep): Promise<Call> {
  const FlowArn = flowArn;
  switch (step.action) {
    case 'update-flow':
      return ['UpdateFlow', new UpdateFlowCommand({ FlowArn }), step.change];
    case 'add-flow-source':
      return ['AddFlowSources', new AddFlowSourcesCommand({ FlowArn, Sources: [] }), { sources: [step.flowSource] }];
    case 'update-flow-source': {
      const SourceArn = step.sourceArn ?? (await sourceArnOf(region, flowArn, step.name));
      return ['UpdateFlowSource', new UpdateFlowSourceCommand({ FlowArn, SourceArn }), step.change];
    }
    case 'remove-flow-source': {
      const SourceArn = step.sourceArn ?? (await sourceArnOf(region, flowArn, step.name));
      return ['RemoveFlowSource', new RemoveFlowSourceCommand({ FlowArn, SourceArn })];
    }
    case 'add-media-stream':
      return [
        'AddFlowMediaStreams',
        new AddFlowMediaStreamsCommand({ FlowArn, MediaStreams: [] }),
        { mediaStreams: step.mediaStreams },
      ];
    case 'update-media-stream':
      return [
        'UpdateFlowMediaStream',
        new UpdateFlowMediaStreamCommand({ FlowArn, MediaStreamName: step.name }),
        step.change,
      ];
    case 'remove-media-stream':
      return ['RemoveFlowMediaStream', new RemoveFlowMediaStreamCommand({ FlowArn, MediaStreamName: step.name })];
    case 'add-vpc-interface':
      return [
        'AddFlowVpcInterfaces',
        new AddFlowVpcInterfacesCommand({ FlowArn, VpcInterfaces: [] }),
        { vpcInterfaces: step.vpcInterfaces },
      ];
    case 'remove-vpc-interface':
      return ['RemoveFlowVpcInterface', new RemoveFlowVpcInterfaceCommand({ FlowArn, VpcInterfaceName: step.name })];
    case 'add-flow-output':
    case 'update-flow-output':
    case 'remove-flow-output':
      return feedCallOf(FlowArn, step);
    case 'tag':
      return ['TagResource', new TagResourceCommand({ ResourceArn: step.resourceArn, Tags: step.tags })];
    case 'untag':
      return ['UntagResource', new UntagResourceCommand({ ResourceArn: step.resourceArn, TagKeys: step.tagKeys })];
  }
}

function feedCallOf(FlowArn: string, step: Extract<ChangeStep, { action: `${string}-flow-output` }>): Call {
  if (step.action === 'add-flow-output')
    return ['AddFlowOutputs', new AddFlowOutputsCommand({ FlowArn, Outputs: [] }), { outputs: step.outputs }];
  const { outputArn: OutputArn } = step;
  if (step.action === 'remove-flow-output')
    return ['RemoveFlowOutput', new RemoveFlowOutputCommand({ FlowArn, OutputArn })];
  const { name: _, ...output } = step.output;
  // Somebody may have switched it off.
  const body = { ...output, outputStatus: 'ENABLED' };
  return ['UpdateFlowOutput', new UpdateFlowOutputCommand({ FlowArn, OutputArn }), body];
}

async function sourceArnOf(region: string, flowArn: string, name: string): Promise<string> {
  const described = await describeFlow(region, flowArn);
  const found = described && sourcesOf(described.flow).find((source) => source.name === name);
  // It goes with the next look at the flow, from which the step is planned again.
  if (!found) throw new FlowBusy(flowArn, 'without its flow source');
  return found.sourceArn;
}
