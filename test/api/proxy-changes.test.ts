import { useApiFunctions } from '../support/api-functions';
import { sourceId } from '../support/configured-source';
import { describedFlow, knowing } from '../support/described-flow';
import { completeRecord, flowArn, secret } from '../support/source-record';
import { secretValues } from '../support/sources';

const api = useApiFunctions();
const plain = completeRecord();
const shown = completeRecord({ requested: { ...plain.requested, 'proxy-enabled': true } });

describe('a change of the proxy alone', () => {
  it.each([
    ['runs with its flow', 'ACTIVE', undefined],
    ['stays as still as a flow that somebody stopped by hand', 'STANDBY', [flowArn]],
  ])('%s', async (_, status, leftStopped) => {
    await api.table.put(shown);
    api.vault.values.set(secret.arn, secretValues.srt);
    api.mediaconnect.answer(knowing(describedFlow({ status }, shown)));
    const { status: answered } = await api.call('PATCH', { sourceId, body: { 'proxy-tier': 3 } });
    expect(answered).toBe(200);
    const record = await api.table.record(sourceId);
    expect(record).toMatchObject({ run: 2, 'run-mode': 'clean-up' });
    expect(record['left-stopped']).toEqual(leftStopped);
    expect(api.mediaconnect.requests.map(({ method }) => method)).toEqual(['GET']);
  });
});
