import { type FlowDescription, type FlowSourceDescription, sourcesOf } from './flow-description';
import { ingressOf, type RecordedFlow } from './recorded-flow';
import type { ProvisionedFlow } from './source';

/** A flow as the record keeps it, and as the API shows an ingress flow. */
export function provisionedFlow(flow: FlowDescription, region: string, type?: RecordedFlow['type']): RecordedFlow {
  return {
    ...(type && { type }),
    arn: flow.flowArn,
    name: flow.name,
    region,
    az: flow.availabilityZone,
    'egress-ip': flow.egressIp,
    'flow-sources': sourcesOf(flow).map((source) => ({
      name: source.name,
      'source-arn': source.sourceArn,
      ip: source.ingestIp,
      port: source.ingestPort,
      inputs: inputsOf(source),
      'secret-arn': source.decryption?.secretArn,
    })),
  };
}

/**
 * The flow of a list that has this name in this Region and is of this type: what a configuration and the flows made for it
 * share. An egress flow may be given the name that an ingress flow has just lost.
 */
export function flowFor(
  flows: readonly RecordedFlow[],
  { name, region, type }: { name: string; region: string; type?: RecordedFlow['type'] },
): RecordedFlow | undefined {
  return flows.find((flow) => flow.name === name && flow.region === region && flow.type === type);
}

/** The addresses of ST 2110 JPEG XS, two for each media stream in the configuration's order; no other source has them. */
function inputsOf({ mediaStreamSourceConfigurations: uses = [] }: FlowSourceDescription) {
  const inputs = uses.flatMap(({ inputConfigurations = [] }) => inputConfigurations);
  const known = inputs.flatMap(({ inputIp, inputPort }) => (inputIp ? [{ ip: inputIp, port: inputPort }] : []));
  return known.length > 0 ? known : undefined;
}

/** Says of each flow source of ingress flows that is in both lists where its sender has to send now, if that is elsewhere. */
export function addressChanges(before: readonly RecordedFlow[], after: readonly RecordedFlow[]): string[] {
  const old = new Map(
    ingressOf(before)
      .flatMap((flow) => flow['flow-sources'])
      .map((source) => [source.name, addressOf(source)]),
  );
  return ingressOf(after)
    .flatMap((flow) => flow['flow-sources'])
    .map((source) => ({ name: source.name, from: old.get(source.name), to: addressOf(source) }))
    .filter(({ from, to }) => from && to && from !== to)
    .map(({ name, from, to }) => `${name}: ${from} is now ${to}`);
}

function addressOf({ ip, port, inputs = [] }: ProvisionedFlow['flow-sources'][number]): string {
  return [{ ip, port }, ...inputs].flatMap((each) => (each.ip ? [`${each.ip}:${each.port}`] : [])).join(', ');
}
