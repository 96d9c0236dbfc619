import { prefixOf } from './network';
import type { FlowSource, IngressFlow, SourceConfiguration } from './source';

// A prefix shorter than this admits more than 16 million senders.
const shortestOrdinaryPrefix = 8;

/** What is allowed in a configuration but probably not meant, each with its place. */
export function sourceWarnings(configuration: SourceConfiguration): string[] {
  return configuration['ingress-flows'].flatMap((flow, index) =>
    flow['flow-sources'].flatMap((source, position) =>
      [...wideDoor(source), ...noFabric(source, flow)].map(
        (warning) => `ingress-flows/${index}/flow-sources/${position}: ${warning}`,
      ),
    ),
  );
}

/** The warnings as one text for an event, with others that the request has; undefined where there are none. */
export function warningsOf(configuration: SourceConfiguration, others: readonly string[] = []): string | undefined {
  return [...sourceWarnings(configuration), ...others].join('; ') || undefined;
}

function wideDoor(source: FlowSource): string[] {
  const cidr = 'whitelist-cidr' in source ? source['whitelist-cidr'] : undefined;
  const prefix = cidr === undefined ? undefined : prefixOf(cidr);
  return prefix !== undefined && prefix < shortestOrdinaryPrefix
    ? [`whitelist-cidr ${cidr} is wider than /${shortestOrdinaryPrefix}`]
    : [];
}

// AWS's pages disagree on whether ST 2110 JPEG XS needs an EFA; two ENA are let through and may be refused later.
function noFabric(source: FlowSource, flow: IngressFlow): string[] {
  if (source.protocol !== 'st2110-jpegxs') return [];
  const used = new Set(
    source['media-stream-source-configurations'].flatMap((use) =>
      use['input-configurations'].map((input) => input['vpc-interface-name']),
    ),
  );
  const fabric = flow['vpc-interfaces']?.some(
    (vpcInterface) => used.has(vpcInterface.name) && vpcInterface['network-interface-type'] === 'efa',
  );
  return fabric ? [] : ['no efa interface is used; the service may require one for st2110-jpegxs'];
}
