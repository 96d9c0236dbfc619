import { RequestInvalid, TargetAccountNotFound, TargetAccountUnreachable } from './errors';
import { type Fault, pointerTo, quoted } from './fault';
import type { SourceConfiguration } from './source';
import type { TargetAccountRecord } from './target-account';

/**
 * Throws `TargetAccountUnreachable` unless the account was verified: nothing new is to be made in it before. One that is
 * about to go with its sources counts as gone, `TargetAccountNotFound`.
 */
export function requireVerified({ id, closing, verification }: TargetAccountRecord): void {
  if (closing) throw new TargetAccountNotFound(id);
  const { status, faults = [] } = verification;
  if (status === 'verified') return;
  const missing = faults.map(({ pointer, detail }) => `${pointer}: ${detail}`).join('; ');
  const why = missing ? `it is not verified (${missing})` : 'it is not verified yet';
  throw new TargetAccountUnreachable(`${why}. An admin has it verified with a PUT of the target account.`);
}

/** Throws `RequestInvalid` with every flow that is in a Region which the target account does not allow. */
export function requireAllowedRegions(
  { regions }: Pick<TargetAccountRecord, 'regions'>,
  configuration: SourceConfiguration,
): void {
  const faultsIn = (member: 'ingress-flows' | 'egress-flows') =>
    (configuration[member] ?? []).flatMap(({ region }, index): Fault[] => {
      if (regions.includes(region)) return [];
      const detail = `${quoted(region)} is not allowed in this target account; use ${regions.join(', ')}`;
      return [{ pointer: pointerTo([member, index, 'region']), detail }];
    });
  const faults = [...faultsIn('ingress-flows'), ...faultsIn('egress-flows')];
  if (faults.length > 0) throw new RequestInvalid(faults);
}
