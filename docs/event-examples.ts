import type { HistoryEvent, HistoryKind } from '../lambdas/domain/history';

const flowArn = 'arn:aws:mediaconnect:eu-west-1:111122223333:flow:1-23aBC45dEF67hiJ8-12AbC34DE5fG:news';

const run = { run: 2, revision: 3 };
const asked = { by: '5f1d3c1a-6c39-4f0e-9a0e-1c5d0a3f7b52', ...run };

const members: Record<HistoryKind, Partial<HistoryEvent>> = {
  'creation-requested': { ...asked, run: 1, revision: 1, status: { to: 'creation-pending' } },
  'update-requested': {
    ...asked,
    status: { from: 'creation-complete', to: 'update-pending' },
    changed: ['/ingress-flows/0/flow-sources/0/ingest-port', '/ingress-flows/0/flow-sources/0/decryption-settings'],
  },
  'deletion-requested': { ...asked, status: { from: 'update-complete', to: 'deletion-pending' } },
  'start-requested': { ...asked, status: { from: 'update-complete', to: 'update-pending' } },
  'stop-requested': { ...asked, status: { from: 'update-complete', to: 'update-pending' } },
  'repair-requested': { ...asked, status: { from: 'update-complete', to: 'update-pending' } },
  'status-changed': {
    ...run,
    status: { from: 'creation-in-progress', to: 'creation-failed' },
    reason:
      'CreateFlow was refused (CreateFlow420Exception): the quota of flows is reached. Delete a flow of this Region or ask AWS for a higher quota of flows, then try again.',
  },
  'step-ended': {
    ...run,
    step: {
      action: 'update-flow-source',
      resource: flowArn.replace(':flow:', ':source:'),
      impact: 'interruption',
      outcome: 'done',
    },
    detail: 'The flow source gets another ingest-port.',
  },
  'address-changed': { ...run, detail: 'news-source: 198.51.100.7:5000 is 198.51.100.7:5010' },
  'surplus-removed': run,
  'network-interfaces-left': { ...run, detail: 'eni-0a1b2c3d4e5f67890' },
  'run-recovered': { ...run, detail: 'after run 1' },
  'health-changed': { health: { from: 'healthy', to: 'unhealthy', reasons: ['InputNotConnected'] } },
  'alarm-changed': {
    alarm: { name: 'headworks-news-tr-101-290-priority-1', 'flow-source': 'news-source', from: 'ok', to: 'alarm' },
  },
  'secrets-revealed': { by: asked.by },
};

/** An event of each kind. */
export const eventExamples = Object.entries(members).map(([kind, more], index): HistoryEvent => {
  const two = String(index).padStart(2, '0');
  const id = `0b5e7c1e-2f4a-4d83-9c6b-3a1f5d7e9b${two}`;
  return { id, at: `2026-03-02T10:15:${two}.250Z`, kind: kind as HistoryKind, ...more };
});
