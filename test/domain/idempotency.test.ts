import { checkSource } from '../../lambdas/domain/check-source';
import { comparableBody } from '../../lambdas/domain/idempotency';
import { flowRequest, flowSourceRequest, secretValues, sourceRequest } from '../support/sources';

function comparable(body: unknown): string {
  const { source, faults } = checkSource(body);
  if (!source) throw new Error(`the fixture is refused: ${JSON.stringify(faults)}`);
  return comparableBody(source);
}

const flowSource = (members: object) =>
  sourceRequest('srt-listener', {
    'ingress-flows': [flowRequest('srt-listener', { 'flow-sources': [flowSourceRequest('srt-listener', members)] })],
  });
const first = comparable(sourceRequest('srt-listener'));

describe('the comparable form of a request', () => {
  it.each([
    ['its members in another order', Object.fromEntries(Object.entries(sourceRequest('srt-listener')).reverse())],
    ['its defaults written out', { ...sourceRequest('srt-listener'), hidden: false, 'proxy-tier': 1 }],
    [
      'another secret value',
      flowSource({ 'decryption-settings': { 'encryption-type': 'SRT_PASSWORD', passphrase: 'another one' } }),
    ],
  ])('is the same for %s', (_, body) => {
    expect(comparable(body)).toBe(first);
  });

  it.each([
    ['another port', flowSource({ 'ingest-port': 5001 })],
    ['another label', sourceRequest('srt-listener', { metadata: { labels: [{ key: 'channel', value: 'sport' }] } })],
    ['no encryption', flowSource({ 'decryption-settings': undefined })],
    ['a hidden source', sourceRequest('srt-listener', { hidden: true })],
  ])('is another for %s', (_, body) => {
    expect(comparable(body)).not.toBe(first);
  });

  it.each(['srt-listener', 'entitlement', 'zixi-push'] as const)('holds no secret of %s', (protocol) => {
    const text = comparable(sourceRequest(protocol));
    for (const value of Object.values(secretValues)) expect(text).not.toContain(value);
    expect(text).toMatch(/"encryption-type":"(SRT_PASSWORD|AES128)"/);
  });
});
