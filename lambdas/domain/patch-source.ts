import { judgeSource, limited } from './check-source';
import {
  type AskedFeed,
  type AskedSecret,
  configureRevision,
  type NewSecret,
  newFeedSecrets,
} from './configure-source';
import { type Fault, pointerTo } from './fault';
import { reviseSource, type StoredSource, storedSecretId } from './revise-source';
import { valueMember } from './secret';
import type { SourceConfiguration } from './source';
import { changeBetween, type SourceChange } from './source-change';
import { removable, SourceRevision } from './source-patch';
import { isObject } from './wire';

/** What an update needs beside its body. */
export interface PatchOptions {
  /** Another UUID at every call. */
  newSecretId(): string;
  /** Another passphrase at every call, which nobody can guess. */
  newPassphrase(): string;
  /** The secrets that exist, as the record lists them; no other can be kept. */
  readonly secretIds: readonly string[];
  /** Values of stored secrets by id, once an earlier answer asked for them; one that is gone is left out. */
  readonly values?: ReadonlyMap<string, string> | undefined;
}

/** What an update comes to. */
export interface PatchedSource {
  readonly configuration: SourceConfiguration;
  /** To be written before the record names them. */
  readonly secrets: readonly NewSecret[];
  readonly change: SourceChange;
}

/** Every fault of an update (the first 1,000), or the secrets to read before it can be told, or what it comes to. */
type Patched =
  | { faults: Fault[]; secretsToRead?: undefined; patched?: undefined }
  | { faults?: undefined; secretsToRead: string[]; patched?: undefined }
  | { faults?: undefined; secretsToRead?: undefined; patched: PatchedSource };

/**
 * Lays the body of an update over a stored source, member by member at the top: an absent one keeps, null removes,
 * anything else replaces the old one whole. Of what is replaced, names, the zone and secrets that are left out are
 * kept, and members that only answers have are ignored, so that an answer can be sent back.
 *
 * A secret value in the body may be the stored one, and a secret that is kept must follow its flow into another
 * Region. Both need values that are not here: without `values` such an update is answered with the secrets to read.
 */
export function patchSource(
  configuration: SourceConfiguration,
  sourceId: string,
  body: unknown,
  options: PatchOptions,
): Patched {
  const stored: StoredSource = { id: sourceId, configuration, secretIds: options.secretIds };
  if (!isObject(body)) return { faults: judgeSource(SourceRevision, body).faults ?? [] };
  const { document, faults } = reviseSource(stored, body);
  const judged = judgeSource(SourceRevision, document);
  if (!judged.source || faults.length > 0) {
    return { faults: limited([...faults, ...(judged.faults ?? [])].map((fault) => naming(fault, body))) };
  }
  return configure(judged.source, stored, options);
}

/** Says of a fault in a member that the body leaves out that it is the stored one. */
function naming({ pointer, detail }: Fault, body: object): Fault {
  const member = pointer.split('/')[1];
  if (member === undefined || Object.hasOwn(body, member)) return { pointer, detail };
  const way = removable.has(member) ? 'give another, or null to remove it' : 'give another';
  return { pointer, detail: `${detail} (${member} is kept as stored; ${way})` };
}

function configure(revision: SourceRevision, stored: StoredSource, options: PatchOptions): Patched {
  const { newSecretId, values } = options;
  const secretsToRead: string[] = [];
  const faults: Fault[] = [];
  const secret = (asked: AskedSecret) => {
    const flow = stored.configuration['ingress-flows'][asked.flowIndex];
    const secretId = storedSecretId(flow, asked.flowSourceName, asked.encryptionType, stored);
    const moves = flow?.region !== asked.region;
    if (asked.value !== undefined && (secretId === undefined || moves)) {
      return { secretId: newSecretId(), value: asked.value };
    }
    if (secretId === undefined) throw new Error(`Flow source ${asked.flowSourceName} keeps a secret that it has not.`);
    if (asked.value === undefined && !moves) return { secretId };
    if (!values) secretsToRead.push(secretId);
    const value = values?.get(secretId);
    if (asked.value !== undefined && asked.value === value) return { secretId };
    if (asked.value === undefined && values && value === undefined) faults.push(goneSecret(asked));
    return { secretId: newSecretId(), value: asked.value ?? value };
  };
  const feed = (asked: AskedFeed) => storedFeed(asked, stored) ?? newFeedSecrets(asked, options);
  const configured = configureRevision(revision, stored.id, { secret, feed });
  if (faults.length > 0) return { faults };
  if (secretsToRead.length > 0) return { secretsToRead };
  const change = changeBetween(stored.configuration, configured.configuration);
  return { patched: { ...configured, change } };
}

/** The secrets of an egress flow that stays where it is, and so does what feeds it, if they are there. */
function storedFeed({ name, region, ingressRegion }: AskedFeed, { configuration, secretIds }: StoredSource) {
  const before = configuration['egress-flows']?.find((flow) => flow.name === name);
  if (!before || before.region !== region || configuration['ingress-flows'][0]?.region !== ingressRegion) return;
  const kept = { secretId: before['secret-id'], feedSecretId: before['feed-secret-id'] };
  return Object.values(kept).every((id) => secretIds.includes(id)) ? kept : undefined;
}

function goneSecret({ flowIndex, flowSourceIndex, encryptionType, region }: AskedSecret): Fault {
  const flowSource = ['ingress-flows', flowIndex, 'flow-sources', flowSourceIndex];
  const pointer = pointerTo([...flowSource, 'decryption-settings', valueMember(encryptionType)]);
  return { pointer, detail: `required: the stored value is gone, so it cannot move to ${region}; give it again` };
}
