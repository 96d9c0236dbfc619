import * as fc from 'fast-check';
import { checkSource } from '../../lambdas/domain/check-source';
import { patchSource } from '../../lambdas/domain/patch-source';
import { isTransportStream, type Protocol, protocols } from '../../lambdas/domain/protocol';
import { arbitrarySource, propertySeed } from '../support/arbitrary-source';
import { configuredSource, newPassphrase, secretIds, sourceId } from '../support/configured-source';
import { mutationsOf } from '../support/mutations';
import { runsOf } from '../support/share';
import { sourceRequest } from '../support/sources';

/** Every rule is broken in each source that is drawn; where only one source is, once is enough. */
const runsFor = (protocol: Protocol) => ({
  seed: propertySeed,
  numRuns: isTransportStream(protocol) ? runsOf(4, 40) : 1,
});

/** The mutations of media streams and interfaces need all of them to be there. */
const wholeSource = (protocol: Protocol) =>
  isTransportStream(protocol) ? arbitrarySource(protocol) : fc.constant(sourceRequest(protocol));

const places = (faults: readonly { pointer: string }[] | undefined) => faults?.map(({ pointer }) => pointer) ?? [];

describe.each(protocols)('a source of %s that breaks one rule', (protocol) => {
  it('is refused for that alone, at that place', () => {
    const claim = fc.property(wholeSource(protocol), (valid) => {
      const mutations = mutationsOf(valid);
      const found = mutations.map(({ rule, body }) => [rule, ...places(checkSource(body).faults)]);
      expect(found).toEqual(mutations.map(({ rule, pointer }) => [rule, pointer]));
    });
    fc.assert(claim, runsFor(protocol));
  });

  it('is refused at that place as an update too, without an echo of its secrets', () => {
    const claim = fc.property(wholeSource(protocol), (valid) => {
      const { configuration, secrets } = configuredSource(valid);
      const options = { newSecretId: () => secretIds[0], newPassphrase, secretIds };
      const mutations = mutationsOf(valid).filter(({ createOnly }) => !createOnly);
      const answers = mutations.map((mutation) => {
        const { faults } = patchSource(configuration, sourceId, mutation.body, options);
        return { ...mutation, faults };
      });
      expect(answers.filter(({ faults, pointer }) => !places(faults).includes(pointer))).toEqual([]);
      const told = JSON.stringify(answers.map(({ faults }) => faults));
      expect(secrets.filter(({ value }) => told.includes(JSON.stringify(value).slice(1, -1)))).toEqual([]);
    });
    fc.assert(claim, runsFor(protocol));
  });
});
