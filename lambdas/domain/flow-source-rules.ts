import { prefixOf } from './network';
import type { Found } from './rule';
import type { FlowSourceView } from './source-view';

/** The rules that look at one flow source alone. */
export const flowSourceRules: readonly ((source: FlowSourceView) => Found[])[] = [
  entersPubliclyOrByVpc,
  anOpenDoorIsEncrypted,
];

function listens(source: FlowSourceView) {
  switch (source.protocol) {
    case 'srt-listener':
    case 'rtp':
    case 'rtp-fec':
    case 'rist':
    case 'zixi-push':
      return source;
    default:
      return undefined;
  }
}

function entersPubliclyOrByVpc(source: FlowSourceView): Found[] {
  const listener = listens(source);
  if (!listener) return [];
  const publicly = 'whitelist-cidr' in listener;
  const byVpc = 'vpc-interface-name' in listener;
  if (publicly !== byVpc) return [];
  return publicly
    ? [{ path: ['vpc-interface-name'], detail: 'whitelist-cidr is given too; use one of the two' }]
    : [{ path: [], detail: 'required: either whitelist-cidr (public) or vpc-interface-name (in a VPC)' }];
}

function anOpenDoorIsEncrypted(source: FlowSourceView): Found[] {
  const listener = listens(source);
  const cidr = listener?.['whitelist-cidr'];
  if (!listener || cidr === undefined || prefixOf(cidr) !== 0 || 'decryption-settings' in listener) return [];
  const detail = `"${cidr}" lets anyone put pictures on air; use a longer prefix, or encrypt the flow source`;
  return [{ path: ['whitelist-cidr'], detail }];
}
