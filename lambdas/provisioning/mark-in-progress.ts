import { randomUUID } from 'node:crypto';
import { SourceStore } from '../aws/source-store';
import { markInProgress } from '../contract/tasks';
import { eachFlow, flowOrder } from '../domain/flow-order';
import { flowsToCheck } from '../domain/pre-flight';
import { isUnsettled, type ProvisioningStatus } from '../domain/provisioning-status';
import { concernsProxy } from '../domain/proxy';
import { timestamp } from '../domain/timestamp';
import { environmentOf } from '../runtime/environment';
import { work } from '../runtime/work';

const store = new SourceStore(environmentOf('markInProgress').TABLE_NAME);

export const handler = work(markInProgress, async (_, { record }) => {
  const status = record['provisioning-status'];
  if (status.endsWith('-pending')) {
    const now = new Date();
    const next = status.replace('-pending', '-in-progress') as ProvisioningStatus;
    const changes = { 'provisioning-status': next, 'provisioning-status-timestamp': timestamp(now) };
    const event = { id: randomUUID(), at: now.toISOString(), kind: 'status-changed' } as const;
    await store.changeInRun(record, changes, event);
  }
  const mode = record['run-mode'];
  const earlier = record['open-flow-creation']?.['function-ends-at'];
  const isUpdate = status.startsWith('update-') && isUnsettled(status);
  return {
    mode,
    target: 'requested' as const,
    // A stop that failed leaves nothing to go back from.
    restores: mode !== 'stop' && isUpdate,
    // A stop looks at none twice.
    flowIndexes: mode === 'stop' ? eachFlow(record.requested) : flowOrder(record.requested),
    inForceIndexes: flowOrder(record['in-force'] ?? record.requested),
    needsPreFlight: mode === 'converge' && flowsToCheck(record).length > 0,
    // While an update is undone, the record still asks for the proxy that the update did.
    ...(concernsProxy(record) && !(mode === 'roll-back' && isUpdate) && { proxy: { polls: 0, steps: 0 } }),
    earlierCreationEndsAt: earlier !== undefined && Date.parse(earlier) > Date.now() ? earlier : undefined,
  };
});
