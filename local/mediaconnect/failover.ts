import { badRequest } from './faults';
import type { Flow } from './record';
import type { FailoverRequest } from './requests';
import { isEssence, kindOf } from './source-rules';

/** The stored failover configuration after a change: what the new mode does not use is dropped, defaults are filled in. */
export function mergeFailover(stored: FailoverRequest | undefined, change: FailoverRequest): FailoverRequest {
  const { state, failoverMode = 'MERGE' } = { ...stored, ...change };
  if (state !== 'ENABLED') return { state: 'DISABLED' };
  if (failoverMode === 'MERGE') {
    if (change.sourcePriority)
      throw badRequest('sourceFailoverConfig.sourcePriority is not allowed with failoverMode MERGE.');
    return { state, failoverMode, recoveryWindow: change.recoveryWindow ?? stored?.recoveryWindow ?? 200 };
  }
  if (change.recoveryWindow !== undefined)
    throw badRequest('sourceFailoverConfig.recoveryWindow is not allowed with failoverMode FAILOVER.');
  const sourcePriority = change.sourcePriority ?? stored?.sourcePriority;
  return { state, failoverMode, ...(sourcePriority && { sourcePriority }) };
}

/** Throws BadRequestException when the sources of a flow do not fit together or do not fit its failover configuration. */
export function checkFailover(flow: Flow): void {
  const { failover, sources } = flow;
  const kinds = sources.map((each) => kindOf(each.settings));
  if (sources.length > 2) throw badRequest(`A flow takes at most 2 sources, not ${sources.length}.`);
  if (failover?.state !== 'ENABLED') {
    if (sources.length > 1) throw badRequest('A second source needs sourceFailoverConfig with state ENABLED.');
    return;
  }
  const [first, second = first] = kinds;
  if (!first || !second) return;
  if (isEssence(first) || first === 'entitlement' || first === 'ndi-speed-hq')
    throw badRequest(`Source failover is not available for ${first} sources.`);
  if (first !== second && !(first.startsWith('rtp') && second.startsWith('rtp')))
    throw badRequest(`Both sources of a flow must use the same protocol, not ${first} and ${second}.`);
  if (failover.failoverMode === 'MERGE' && first.startsWith('srt'))
    throw badRequest(`failoverMode MERGE is not available for ${first} sources; use FAILOVER.`);
  const { recoveryWindow = 200 } = failover;
  if (recoveryWindow < 100 || recoveryWindow > 15_000)
    throw badRequest(`sourceFailoverConfig.recoveryWindow ${recoveryWindow} is out of range; use 100-15000.`);
  const primary = failover.sourcePriority?.primarySource;
  if (primary && !sources.some((each) => each.settings.name === primary))
    throw badRequest(
      `sourceFailoverConfig.sourcePriority.primarySource ${primary} is not the name of a source of the flow.`,
    );
}
