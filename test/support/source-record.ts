import type { SourceRecord } from '../../lambdas/domain/source-record';
import { configuredSource, secretIds, sourceId } from './configured-source';
import { functionEnvironment } from './function-environment';
import { type SourceBody, sourceRequest } from './sources';

/** The flow of a provisioned source in these fixtures. */
export const flowArn = 'arn:aws:mediaconnect:eu-west-1:111122223333:flow:1-11aa22bb33cc44dd-11aa22bb33cc:news';

/** The secret of the source in these fixtures. */
export const secret = {
  'secret-id': secretIds[0],
  arn: `arn:aws:secretsmanager:eu-west-1:111122223333:secret:${sourceId}/${secretIds[0]}-AbCdEf`,
  region: 'eu-west-1',
};

/** The provisioned flow of these fixtures. */
export const provisioned: SourceRecord['flows'][number] = {
  arn: flowArn,
  name: `hw-${sourceId}`,
  region: 'eu-west-1',
  az: 'eu-west-1a',
  'egress-ip': '198.51.100.7',
  'flow-sources': [{ name: 'hw-497f6eca-source-1', ip: '203.0.113.9', port: 5000, 'secret-arn': secret.arn }],
};

/** The record of a source that was just asked for, with members of your own over it. */
export function newRecord(
  members: Partial<SourceRecord> = {},
  body: SourceBody = sourceRequest('srt-listener'),
): SourceRecord {
  return {
    'schema-version': 1,
    id: sourceId,
    'organisation-id': functionEnvironment.ORGANISATION_ID,
    'target-account-id': functionEnvironment.TARGET_ACCOUNT_ID,
    revision: 1,
    run: 1,
    'run-mode': 'converge',
    recoveries: 0,
    'created-at': '2026-03-02T10:15:30.250Z',
    'provisioning-status': 'creation-pending',
    'provisioning-status-timestamp': '2026-03-02T10:15:30Z',
    requested: configuredSource(body).configuration,
    running: true,
    flows: [],
    'flows-revision': 0,
    'next-flows': [],
    'surplus-flows': [],
    'flow-creations': [],
    'counted-regions': ['eu-west-1'],
    secrets: [secret],
    ...members,
  };
}

/** So many creations of the source's flow. */
export function creations(count: number): SourceRecord['flow-creations'] {
  return Array.from({ length: count }, () => ({ name: provisioned.name, region: provisioned.region }));
}

/** The record of a source whose flow runs, with members of your own over it. */
export function completeRecord(members: Partial<SourceRecord> = {}): SourceRecord {
  return newRecord({
    'provisioning-status': 'creation-complete',
    flows: [provisioned],
    'flows-revision': members.revision ?? 1,
    'flow-creations': creations(1),
    ...members,
  });
}
