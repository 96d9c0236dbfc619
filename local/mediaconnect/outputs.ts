import { bodyOf, type Call, flowToChange, parameter } from './call';
import { flowEvent } from './events';
import { badRequest, notFound, quotaExceeded } from './faults';
import { checkFlow } from './flow-rules';
import { begin, requireStatus } from './lifecycle';
import { confinedOutput, outputQuota } from './output-rules';
import { addOutput } from './parts';
import type { Flow, Output } from './record';
import { addOutputsBody, updateOutputBody } from './requests';
import { replaceTags } from './tags';
import { outputView } from './views';

/** AddFlowOutputs: throws AddFlowOutputs420Exception beyond the flow's quota. */
export function addFlowOutputs(call: Call) {
  const body = bodyOf(call, addOutputsBody);
  const flow = flowToChange(call);
  requireStatus(flow, 'AddFlowOutputs');
  const before = flow.outputs.length;
  for (const each of body.outputs) addOutput(call.work, flow, each);
  checkFlow(flow);
  const quota = outputQuota(flow);
  if (flow.outputs.length > quota) throw quotaExceeded('AddFlowOutputs', `This flow takes at most ${quota} outputs.`);
  begin(call.work, flow, 'AddFlowOutputs');
  return { flowArn: flow.arn, outputs: flow.outputs.slice(before).map((each) => outputView(flow, each)) };
}

/** UpdateFlowOutput: members that are absent keep their value. */
export function updateFlowOutput(call: Call) {
  const { encryption, ...body } = bodyOf(call, updateOutputBody);
  const flow = flowToChange(call);
  const output = named(call, flow);
  requireStatus(flow, 'UpdateFlowOutput');
  const { outputStatus, protocol } = output.settings;
  const kept =
    body.protocol && body.protocol !== protocol
      ? confinedOutput({ ...output.settings, protocol: body.protocol })
      : output.settings;
  output.settings = { ...kept, ...body, outputStatus: body.outputStatus ?? outputStatus };
  if (encryption) {
    const { roleArn = kept.encryption?.roleArn } = encryption;
    if (!roleArn) throw badRequest('encryption.roleArn is required.');
    output.settings.encryption = { ...kept.encryption, ...encryption, roleArn };
  }
  checkFlow(flow);
  begin(call.work, flow, 'UpdateFlowOutput');
  if (output.settings.outputStatus !== outputStatus) {
    const detail = { currentStatus: output.settings.outputStatus, previousStatus: outputStatus };
    call.work.events.push(flowEvent(flow, call.work.now, 'Output Status Change', detail, [output.arn]));
  }
  return { flowArn: flow.arn, output: outputView(flow, output) };
}

/** RemoveFlowOutput. */
export function removeFlowOutput(call: Call) {
  const flow = flowToChange(call);
  const output = named(call, flow);
  requireStatus(flow, 'RemoveFlowOutput');
  flow.outputs = flow.outputs.filter((each) => each !== output);
  replaceTags(call.work, flow, output.arn);
  begin(call.work, flow, 'RemoveFlowOutput');
  return { flowArn: flow.arn, outputArn: output.arn };
}

function named(call: Call, flow: Flow): Output {
  const arn = parameter(call, 'outputArn');
  const output = flow.outputs.find((each) => each.arn === arn);
  if (!output) throw notFound(`Output ${arn} not found on flow ${flow.arn}.`);
  return output;
}
