import { type PatchedSource, type PatchOptions, patchSource } from '../../lambdas/domain/patch-source';
import type { Protocol } from '../../lambdas/domain/protocol';
import type { SourceConfiguration } from '../../lambdas/domain/source';
import { configuredSource, feedSecretIds, namedSecrets, newPassphrase, secretIds, sourceId } from './configured-source';
import { type FlowBody, flowRequest, type SourceBody, sourceRequest } from './sources';

/** The id of the first new secret of an update in these fixtures. */
export const newSecretId = 'b1f3a5c7-0000-4000-8000-000000000001';

/** An update of a fixture, every protocol let in and every secret there, with options of your own. */
export function patch(configuration: SourceConfiguration, body: unknown, options: Partial<PatchOptions> = {}) {
  const all = [...secretIds, ...feedSecretIds];
  let count = 0;
  const another = () => `${newSecretId.slice(0, -1)}${++count}`;
  return patchSource(configuration, sourceId, body, {
    newSecretId: another,
    newPassphrase,
    secretIds: all,
    ...options,
  });
}

/** What an update that is accepted comes to, and the secrets that are named on and not new. */
export function patched(
  configuration: SourceConfiguration,
  body: unknown,
  options: Partial<PatchOptions> = {},
): PatchedSource & { keptSecretIds: string[] } {
  const answer = patch(configuration, body, options);
  if (!answer.patched) throw new Error(`the update is not accepted: ${JSON.stringify(answer)}`);
  const { patched } = answer;
  const isNew = (id: string) => patched.secrets.some(({ secretId }) => secretId === id);
  return { ...patched, keptSecretIds: namedSecrets(patched.configuration).filter((id) => !isNew(id)) };
}

/** The places and details of the faults of an update, undefined where it has none. */
export function faultsOfPatch(configuration: SourceConfiguration, body: unknown, options: Partial<PatchOptions> = {}) {
  return patch(configuration, body, options).faults?.map(({ pointer, detail }) => [pointer, detail]);
}

/** A stored source of a protocol, with members of your own over its flow and itself. */
export function storedSource(protocol: Protocol, flow: Partial<FlowBody> = {}, body: Partial<SourceBody> = {}) {
  return configuredSource(sourceRequest(protocol, { 'ingress-flows': [flowRequest(protocol, flow)], ...body }))
    .configuration;
}

/** An update of the flow sources of a flow, with members of any type over it. */
export function patchOfSources(protocol: Protocol, flowSources: object[], flow: object = {}) {
  return { 'ingress-flows': [{ ...flowRequest(protocol), ...flow, 'flow-sources': flowSources }] };
}
