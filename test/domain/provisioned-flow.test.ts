import { provisionedFlow } from '../../lambdas/domain/provisioned-flow';
import { ProvisionedFlow } from '../../lambdas/domain/source';

const first = { name: 'a', ingestIp: '203.0.113.9', ingestPort: 5000, decryption: { secretArn: 'arn:secret' } };
const second = { name: 'b' };
const answered = {
  flowArn: 'arn:flow',
  name: 'news',
  availabilityZone: 'eu-west-1a',
  egressIp: '198.51.100.7',
  source: first,
};

describe('a provisioned flow', () => {
  it('shows what MediaConnect answered', () => {
    const shown = provisionedFlow(answered, 'eu-west-1');
    expect(ProvisionedFlow.parse(shown)).toEqual({
      arn: 'arn:flow',
      name: 'news',
      region: 'eu-west-1',
      az: 'eu-west-1a',
      'egress-ip': '198.51.100.7',
      'flow-sources': [{ name: 'a', ip: '203.0.113.9', port: 5000, 'secret-arn': 'arn:secret' }],
    });
  });

  it('shows two flow sources once each, although the service answers the first twice', () => {
    const shown = provisionedFlow({ ...answered, sources: [first, second] }, 'eu-west-1');
    expect(shown['flow-sources'].map(({ name }) => name)).toEqual(['a', 'b']);
  });

  it('leaves out the address of a flow source that has none', () => {
    const shown = provisionedFlow({ ...answered, sources: [second] }, 'eu-west-1');
    expect(JSON.parse(JSON.stringify(shown['flow-sources']))).toEqual([{ name: 'b' }]);
  });

  it('shows a flow without sources', () => {
    expect(provisionedFlow({ ...answered, source: undefined, sources: [] }, 'eu-west-1')['flow-sources']).toEqual([]);
  });
});
