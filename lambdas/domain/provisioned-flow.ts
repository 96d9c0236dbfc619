import type { ProvisionedFlow } from './source';

/** The members of a flow source that MediaConnect answers and a sender needs, in its wire vocabulary. */
interface AnsweredFlowSource {
  name: string;
  ingestIp?: string;
  ingestPort?: number;
  decryption?: { secretArn?: string };
  mediaStreamSourceConfigurations?: { inputConfigurations?: { inputIp: string; inputPort: number }[] }[];
}

/** The members of a flow that MediaConnect answers and the API shows, in its wire vocabulary. */
export interface AnsweredFlow {
  flowArn: string;
  name: string;
  availabilityZone: string;
  egressIp?: string;
  source?: AnsweredFlowSource;
  sources?: AnsweredFlowSource[];
}

/** A flow as the API shows it. The service answers the first flow source twice: alone, and in the list of all. */
export function provisionedFlow(flow: AnsweredFlow, region: string): ProvisionedFlow {
  const sources = flow.sources?.length ? flow.sources : flow.source ? [flow.source] : [];
  return {
    arn: flow.flowArn,
    name: flow.name,
    region,
    az: flow.availabilityZone,
    'egress-ip': flow.egressIp,
    'flow-sources': sources.map((source) => ({
      name: source.name,
      ip: source.ingestIp,
      port: source.ingestPort,
      inputs: inputsOf(source),
      'secret-arn': source.decryption?.secretArn,
    })),
  };
}

/** The addresses of ST 2110 JPEG XS, two for each media stream in the configuration's order; no other source has them. */
function inputsOf({ mediaStreamSourceConfigurations: uses = [] }: AnsweredFlowSource) {
  const inputs = uses.flatMap(({ inputConfigurations = [] }) => inputConfigurations);
  return inputs.length > 0 ? inputs.map(({ inputIp, inputPort }) => ({ ip: inputIp, port: inputPort })) : undefined;
}
