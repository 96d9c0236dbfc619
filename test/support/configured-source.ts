import { checkSource } from '../../lambdas/domain/check-source';
import { configureSource } from '../../lambdas/domain/configure-source';
import type { SourceConfiguration } from '../../lambdas/domain/source';
import type { SourceBody } from './sources';

/** The id of every source that these fixtures configure. */
export const sourceId = '497f6eca-6276-4993-bfeb-53cbbbba6f08';

/** The ids of its secrets, in the order of the flow sources. */
export const secretIds = ['8535ae1a-28d8-4c24-b0ce-9abe31f0381c', '9b2d0a55-95a5-4ab4-9e06-6e2c1a3c1d44'] as const;

/** The ids of further secrets, such as those of egress flows. */
export const feedSecretIds = Array.from({ length: 8 }, (_, index) => `c0d1e2f3-0000-4000-8000-00000000000${index}`);

/** What egress flows of fixtures are encrypted with. */
export const newPassphrase = () => 'made up by the fixture';

/** A request as it is stored: its configuration, its one ingress flow, and the secrets it brought. */
export function configuredSource(body: SourceBody) {
  const { source, faults } = checkSource(body);
  if (!source) throw new Error(`the fixture is refused: ${JSON.stringify(faults)}`);
  const ids: string[] = [...secretIds, ...feedSecretIds];
  const newSecretId = () => ids.shift() ?? '';
  const { configuration, secrets } = configureSource(source, { sourceId, newSecretId, newPassphrase });
  const [flow] = configuration['ingress-flows'];
  if (!flow) throw new Error('the fixture has no ingress flow');
  return { configuration, flow, secrets };
}

/** The ids of the secrets that a configuration names, in the order of its flow sources. */
export function namedSecrets(configuration: SourceConfiguration): string[] {
  return JSON.stringify(configuration).match(/(?<="secret-id":")[^"]+/g) ?? [];
}
