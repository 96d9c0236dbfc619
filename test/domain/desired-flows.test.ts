import { desiredFlows, unwrittenSecret } from '../../lambdas/domain/desired-flows';
import { configuredSource, secretIds } from '../support/configured-source';
import { functionEnvironment } from '../support/function-environment';
import { completeRecord, secret } from '../support/source-record';
import { flowRequest, flowSourceRequest, sourceRequest } from '../support/sources';
import { flowDeployment } from '../support/target-account';

const record = completeRecord({ run: 4, revision: 7 });
const decryptionOf = (record: Parameters<typeof desiredFlows>[0], unwritten?: (secretId: string) => string) =>
  desiredFlows(record, completeRecord().requested, flowDeployment, unwritten)[0]?.sources[0]?.decryption;

describe('the flows that a configuration asks for', () => {
  it('have the roles of the deployment, the tags of the owner and the labels of the configuration', () => {
    const labels = [{ key: 'channel', value: 'sport' }];
    const { configuration } = configuredSource(sourceRequest('cdi', { metadata: { labels } }));
    const [flow, ...others] = desiredFlows(record, configuration, flowDeployment);
    expect(others).toEqual([]);
    expect(flow?.vpcInterfaces?.map(({ roleArn }) => roleArn)).toEqual(
      flow?.vpcInterfaces?.map(() => flowDeployment.account['vpc-role-arn']),
    );
    expect(flow?.flowTags).toMatchObject({
      channel: 'sport',
      'headworks:deployment': functionEnvironment.DEPLOYMENT_ID,
      'headworks:source': record.id,
      'headworks:run': '4',
      'headworks:revision': '7',
    });
  });

  it('name the secrets of the record by their ARNs', () => {
    const roleArn = flowDeployment.account['mediaconnect-role-arn'];
    expect(decryptionOf(record)).toEqual({ keyType: 'srt-password', roleArn, secretArn: secret.arn });
  });

  it('cannot be told without a secret that the record does not list, unless something stands for it', () => {
    expect(() => decryptionOf({ ...record, secrets: [] })).toThrow(`has no secret ${secretIds[0]}`);
    expect(decryptionOf({ ...record, secrets: [] }, unwrittenSecret)?.secretArn).toBe(`unwritten:${secretIds[0]}`);
  });

  it('are told apart by what stands for secrets: no two are the same', () => {
    const pair = [5000, 5010].map((port, index) =>
      flowSourceRequest('srt-listener', {
        name: `source-${index}`,
        'ingest-port': port,
      }),
    );
    const flows = [flowRequest('srt-listener', { 'flow-sources': pair, 'failover-config': { mode: 'FAILOVER' } })];
    const { configuration } = configuredSource(sourceRequest('srt-listener', { 'ingress-flows': flows }));
    const [flow] = desiredFlows({ ...record, secrets: [] }, configuration, flowDeployment, unwrittenSecret);
    expect(new Set(flow?.sources.map(({ decryption }) => decryption?.secretArn)).size).toBe(2);
  });
});
