import { joinLabelKeys, labelKeysOf } from '../../lambdas/domain/label-keys';
import { configuredSource } from '../support/configured-source';
import { flowRequest, flowSourceRequest, sourceRequest } from '../support/sources';

const labels = (...keys: string[]) => ({ labels: keys.map((key) => ({ key, value: 'x' })) });

describe('the keys of labels', () => {
  it('are those of each part by its name: a flow bears the ones of its source too', () => {
    const { configuration } = configuredSource(
      sourceRequest('rtp', {
        metadata: labels('event'),
        'ingress-flows': [
          flowRequest('rtp', {
            name: 'studio',
            metadata: labels('desk'),
            'flow-sources': [flowSourceRequest('rtp', { name: 'main', metadata: labels('camera') })],
            'vpc-interfaces': [
              {
                name: 'lan',
                'subnet-id': 'subnet-0123456789abcdef0',
                'security-group-ids': ['sg-0123456789abcdef0'],
                metadata: labels('rack'),
              },
            ],
          }),
        ],
      }),
    );
    expect(labelKeysOf(configuration)).toEqual({
      studio: ['event', 'desk'],
      'studio/source/main': ['camera'],
      'studio/vpcInterface/lan': ['rack'],
    });
  });

  it('are those of the source on its egress flows', () => {
    const flows = { 'egress-flows': [{ name: 'far', region: 'us-east-1' as const }] };
    const { configuration } = configuredSource(sourceRequest('rtp', { metadata: labels('event'), ...flows }));
    expect(labelKeysOf(configuration)).toMatchObject({ far: ['event'] });
  });

  it('are nowhere where there are no labels', () => {
    const { configuration } = configuredSource(sourceRequest('rtp', { metadata: {} }));
    expect(labelKeysOf(configuration)).toEqual({});
  });

  it('of two configurations are those of either, once', () => {
    expect(joinLabelKeys({ a: ['x', 'y'], b: ['z'] }, { a: ['y', 'w'], c: ['v'] })).toEqual({
      a: ['x', 'y', 'w'],
      b: ['z'],
      c: ['v'],
    });
  });
});
