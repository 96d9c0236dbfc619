import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type * as z from 'zod';
import type { EndpointName } from '../../lambdas/contract/endpoints';
import type { SourceMetrics } from '../../lambdas/domain/metric-series';
import type { DryRun, Plan } from '../../lambdas/domain/plan';
import type { ProvisioningStatus } from '../../lambdas/domain/provisioning-status';
import type { SourceStatus } from '../../lambdas/domain/running-status';
import type { ServiceInfo } from '../../lambdas/domain/service-info';
import type { TargetAccount } from '../../lambdas/domain/shown-account';
import type { Source, SourceSummary } from '../../lambdas/domain/shown-source';
import type { SourcePatch } from '../../lambdas/domain/source-patch';
import type { SourceRequest } from '../../lambdas/domain/source-request';

const docs = resolve(__dirname, '..');

function published<Value>(name: string): Value {
  return JSON.parse(readFileSync(join(docs, 'examples', `${name}.json`), 'utf8'));
}

/** Bodies that change a source, by name. */
export function changeExamples(): Record<string, z.input<typeof SourcePatch>> {
  return {
    'Hide it': { hidden: true },
    'Remove the alarm': { alarm: null },
    'Another network, the passphrase kept': {
      'ingress-flows': [
        {
          region: 'eu-west-1',
          'flow-sources': [
            {
              protocol: 'srt-listener',
              'ingest-port': 5000,
              'whitelist-cidr': '198.51.100.0/24',
              'decryption-settings': { 'encryption-type': 'SRT_PASSWORD' },
            },
          ],
        },
      ],
    },
  };
}

/** Bodies that ask for a source, by name: the one of the published API, and one a protocol from docs/protocols.md. */
export function requestExamples(): Record<string, z.input<typeof SourceRequest>> {
  const text = readFileSync(join(docs, 'protocols.md'), 'utf8');
  const bodies = [...text.matchAll(/^## (.+)$[\s\S]*?```json\n([\s\S]*?)```/gm)].map(
    ([, title = '', body = '']) => [title, JSON.parse(body)] as const,
  );
  return { 'As published': published('source-request'), ...Object.fromEntries(bodies) };
}

/** The source that the published request makes, in a status; there is no flow while its creation is pending. */
export function publishedSource(status: ProvisioningStatus): Source {
  const source = published<Source>('source');
  const none = { 'ingress-flows': [], 'egress-flows': [] };
  return {
    ...source,
    'provisioning-status': status,
    'provisioned-flows': status === 'creation-pending' ? none : source['provisioned-flows'],
  };
}

/** Pages of a list, by name. */
export function sourceListExamples() {
  const source = publishedSource('creation-complete');
  const { id, hidden, metadata } = source;
  const summary: SourceSummary = {
    id,
    hidden,
    metadata,
    'provisioning-status': source['provisioning-status'],
    'provisioning-status-timestamp': source['provisioning-status-timestamp'],
  };
  const key = Buffer.from('the position after the last source').toString('base64');
  return {
    Summaries: { sources: [summary], 'last-evaluated-key': key },
    'Whole sources (inline=true)': { sources: [source] },
  };
}

export const statusExample: SourceStatus = published('status');

export const metricsExample: SourceMetrics = published('metrics');

export const serviceInfoExample: ServiceInfo = published('service-info');

/** The status of a source that has lost one of its two flow sources. */
export const explainedStatus: SourceStatus = {
  health: { status: 'degraded', reasons: ['RedundancyLost', 'BackupInputActive'] },
  'running-status': 'running',
  'running-since': '2026-03-02T10:15:30Z',
  'last-checked': '2026-03-02T11:00:12Z',
  'flow-sources': [
    { name: 'main', state: 'disconnected', since: '2026-03-02T10:58:47Z', 'bit-rate': 0, selected: false },
    {
      name: 'spare',
      state: 'connected',
      since: '2026-03-02T10:15:32Z',
      'bit-rate': 8_000_000,
      'packet-loss-percent': 0,
      'peer-address': '192.0.2.11',
      selected: true,
    },
  ],
  alarms: [
    { alarm: 'tr-101-290-priority-1', 'flow-source': 'main', state: 'ok', since: '2026-03-02T10:16:30Z' },
    { alarm: 'input-lost', 'flow-source': 'main', state: 'alarm', since: '2026-03-02T10:58:47Z' },
  ],
  explanations: [
    {
      reason: 'RedundancyLost',
      'flow-source': 'main',
      since: '2026-03-02T10:58:47Z',
      cause:
        'One of the two flow sources is down. No SRT caller delivers to flow source main: it is off, calls elsewhere, is kept out by a firewall or the whitelist, its passphrase differs, or it is connected and has nothing to send.',
      'next-step':
        'All depends on the other flow source now. See that the encoder calls 203.0.113.9:5000 (SRT, mode caller) with the same passphrase, that UDP is open all the way, and that it sends from 192.0.2.0/24, the only network that is let in.',
    },
    {
      reason: 'BackupInputActive',
      'flow-source': 'spare',
      since: '2026-03-02T10:58:47Z',
      cause: 'The backup, flow source spare, is on air: the primary flow source does not deliver.',
      'next-step': 'Look after the primary flow source. MediaConnect goes back to it by itself when it returns.',
    },
  ],
};

export const deletedExample = published('deleted');

const flowArn = publishedSource('creation-complete')['provisioned-flows']['ingress-flows'][0]?.arn ?? '';

export const abandonedFlow = flowArn;

const accountId = '00000000-0000-4000-8000-0000000000a1';
const role = `arn:aws:iam::111122223333:role/headworks/${accountId}`;

const settings = {
  'aws-account-id': '111122223333',
  'role-arn': role,
  'mediaconnect-role-arn': `${role}-secrets`,
  'vpc-role-arn': `${role}-vpc`,
  regions: ['eu-west-1'],
};

/** A target account as a viewer reads it. */
export const viewedAccount: TargetAccount = {
  id: accountId,
  ...settings,
  verification: { status: 'verified', checked: '2026-03-02T10:15:30Z' },
};

/** The same as an admin reads it. */
export const verifiedAccount: TargetAccount = {
  ...viewedAccount,
  'external-id': '2f0d8f0e-6f0a-4f43-9d0e-0c7b8f0d6a11',
};

/** The plan of a change that interrupts. */
export const interruptingPlan: Plan = {
  impact: 'interruption',
  'new-address': true,
  steps: [
    {
      action: 'update-flow-source',
      resource: flowArn.replace(':flow:', ':source:'),
      impact: 'interruption',
      reason: 'The flow source gets another ingest-port.',
    },
  ],
  warnings: [],
};

/** The plan of a change that takes an output of somebody else away. */
export const losingPlan: Plan = {
  impact: 'replacement',
  'new-address': true,
  steps: [
    {
      action: 'create-flow',
      resource: 'news',
      impact: 'replacement',
      reason:
        'A flow keeps its Availability Zone: it is eu-west-1a, and eu-west-1b is asked for. Another flow takes its place, with another address.',
    },
    { action: 'start-flow', resource: 'news', impact: 'live', reason: 'The source is to run.' },
    {
      action: 'switch-flow',
      resource: 'news',
      impact: 'replacement',
      reason: 'The source takes up the new flow: from here on its address is the one that counts.',
    },
    { action: 'stop-flow', resource: flowArn, impact: 'replacement', reason: 'The new flow runs.' },
    {
      action: 'delete-flow',
      resource: flowArn,
      impact: 'replacement',
      reason: 'The new flow has taken its place.',
    },
  ],
  warnings: ['dependents-lost: output studio goes with the flow'],
};

/** Answers to dry runs, by name. */
export const planExamples: Record<string, z.infer<typeof DryRun>> = { Planned: { plan: interruptingPlan } };

/** Bodies of the requests that have one, by their names. */
export const bodyExamples: Partial<Record<EndpointName, () => Record<string, unknown>>> = {
  createSource: requestExamples,
  updateSource: changeExamples,
  putTargetAccount: () => ({ 'One Region': settings }),
};
