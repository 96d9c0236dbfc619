import type { FlowContext } from './desired-flow-source';
import { egressFlowOf, feedName, isFeedName } from './feed-name';
import type { DesiredFlow } from './flow';
import type { FlowDescription, OutputDescription } from './flow-description';
import { isSame } from './flow-source-form';
import type { Step } from './flow-step';
import { nobody } from './network';
import type { RecordedFlow } from './recorded-flow';
import type { EgressFlow } from './source';
import { defined, tagsOf } from './wire';

/** An output of an ingress flow that feeds an egress flow, as AddFlowOutputs takes it. */
export interface DesiredOutput {
  name: string;
  protocol: 'srt-caller';
  destination: string;
  port: number;
  minLatency: number;
  encryption: { keyType: 'srt-password'; roleArn: string; secretArn: string };
}

/** A feed that a flow is to have: by its name alone where the flow that it leads to is not known, and it is left as it is. */
export interface DesiredFeed {
  name: string;
  output?: DesiredOutput;
}

/** Every egress flow has an address of its own, so that all can listen on one port. */
const port = 5000;

/** Milliseconds: what the service takes where nothing is said (API reference, `minLatency`). */
const minLatency = 2000;

/**
 * The flow that a source is handed off by: it takes an encrypted stream from the address that its ingress flow sends from,
 * and from nobody while that is not known.
 */
export function desiredEgressFlow(flow: EgressFlow, feeder: string | undefined, context: FlowContext): DesiredFlow {
  return defined({
    region: flow.region,
    type: 'egress' as const,
    name: flow.name,
    availabilityZone: flow.az,
    sources: [
      {
        name: `${flow.name}-feed`,
        protocol: 'srt-listener' as const,
        ingestPort: port,
        whitelistCidr: feeder ? `${feeder}/32` : nobody,
        minLatency,
        decryption: encryption(flow['secret-id'], context),
      },
    ],
    sourceMonitoringConfig: { thumbnailState: 'ENABLED', contentQualityAnalysisState: 'ENABLED' } as const,
    flowTags: { ...tagsOf(context.labels), ...context.tags },
  });
}

/** The feed of an egress flow as it was made, if it was. */
export function desiredFeed(flow: EgressFlow, made: RecordedFlow | undefined, context: FlowContext): DesiredFeed {
  const name = feedName(flow.name);
  const { ip, port: listening } = made?.['flow-sources'][0] ?? {};
  if (ip === undefined || listening === undefined) return { name };
  const encrypted = encryption(flow['feed-secret-id'], context);
  const output = { name, protocol: 'srt-caller', destination: ip, port: listening, minLatency, encryption: encrypted };
  return { name, output: output as DesiredOutput };
}

function encryption(secretId: string, { secretsRoleArn: roleArn, secretArn }: FlowContext) {
  return { keyType: 'srt-password' as const, roleArn, secretArn: secretArn(secretId) };
}

/** A feed that is not as asked for. */
export interface FeedDifference {
  name: string;
  desired?: DesiredOutput | undefined;
  actual?: OutputDescription | undefined;
}

/** In what the feeds of a flow that is there, or is still to be made, are not as asked for. */
export function feedDifferences({ feeds = [] }: DesiredFlow, flow: FlowDescription | undefined): FeedDifference[] {
  const found = (flow?.outputs ?? []).filter(({ name }) => isFeedName(name));
  const surplus = found.filter(({ name }) => !feeds.some((feed) => feed.name === name));
  return [
    ...surplus.map((actual) => ({ name: actual.name, actual })),
    ...feeds.flatMap(({ name, output: desired }) => {
      const actual = found.find((output) => output.name === name);
      return desired && !(actual && isSame(formOf(actual), formOfDesired(desired))) ? [{ name, desired, actual }] : [];
    }),
  ];
}

/** What of an output makes it feed the flow that it should, in one form. */
export function formOf({ destination, port: to, encryption: secret, transport, ...output }: OutputDescription) {
  const { keyType, roleArn, secretArn } = secret ?? {};
  const { protocol, minLatency: latency, streamId } = transport ?? {};
  const attached = output.vpcInterfaceAttachment?.vpcInterfaceName;
  return defined({
    outputStatus: output.outputStatus ?? 'ENABLED',
    protocol,
    destination,
    port: to,
    minLatency: latency,
    encryption: defined({ keyType, roleArn, secretArn }),
    streamId: streamId || undefined,
    vpcInterfaceName: attached || undefined,
  });
}

/** The same of an output that is asked for. */
export function formOfDesired({
  name: _,
  protocol,
  destination,
  port: to,
  minLatency: latency,
  encryption: secret,
}: DesiredOutput) {
  const { keyType, roleArn, secretArn } = secret;
  const encrypted = { keyType, roleArn, secretArn };
  return { outputStatus: 'ENABLED', protocol, destination, port: to, minLatency: latency, encryption: encrypted };
}

/**
 * The calls that make the feeds of a flow those asked for: what is on air on the flow itself goes on. Without a flow they
 * are about the one that the same plan makes.
 */
export function feedSteps(desired: DesiredFlow, flow: FlowDescription | undefined): Step[] {
  const differences = feedDifferences(desired, flow);
  const on = flow ? { flowArn: flow.flowArn } : {};
  const steps = differences.flatMap(({ name, desired: output, actual }): Step[] => {
    if (!actual) return [];
    const common = { ...on, name, outputArn: actual.outputArn, resource: actual.outputArn, impact: 'live' as const };
    if (output && isUpdatable(actual)) {
      const reason = `The output that feeds egress flow ${egressFlowOf(name)} is not as it should be; what that one passes on breaks for a moment.`;
      return [{ ...common, action: 'update-flow-output', output, reason }];
    }
    const reason = output
      ? `The output that feeds egress flow ${egressFlowOf(name)} is remade: an update takes no setting away.`
      : `Egress flow ${egressFlowOf(name)} is no longer asked for, or no longer fed by this flow.`;
    return [{ ...common, action: 'remove-flow-output', reason }];
  });
  const missing = differences.flatMap(({ desired: output, actual }) =>
    output && !(actual && isUpdatable(actual)) ? [output] : [],
  );
  if (missing.length === 0) return steps;
  const names = missing.map(({ name }) => name);
  return [...steps, { ...on, action: 'add-flow-output', outputs: missing, ...addition(names) }];
}

/** What a plan tells of the output that is to feed egress flows of these names. */
export function addition(feeds: readonly string[]): Pick<Step, 'resource' | 'impact' | 'reason'> {
  const reason = `The ingress flow feeds egress flow ${feeds.map(egressFlowOf).join(', ')} by SRT, encrypted.`;
  return { resource: feeds.join(', '), impact: 'live', reason };
}

// An update keeps what it is not sent.
function isUpdatable({ transport, vpcInterfaceAttachment }: OutputDescription): boolean {
  return !transport?.streamId && !vpcInterfaceAttachment?.vpcInterfaceName;
}
