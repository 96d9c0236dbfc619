import type { EncryptionType } from './secret';
import type { FlowSource, IngressFlow, SourceConfiguration } from './source';
import type { SourceRevision } from './source-patch';
import type { SourceRequest } from './source-request';

type RevisedFlow = SourceRevision['ingress-flows'][number];
type RevisedFlowSource = RevisedFlow['flow-sources'][number];

/** A secret value on its way to the secret store of its flow's Region. */
export interface NewSecret {
  readonly secretId: string;
  readonly region: string;
  readonly value: string;
}

/** Where ids come from; `newSecretId` gives another UUID at every call. */
interface Ids {
  readonly sourceId: string;
  newSecretId(): string;
}

/** A secret that a flow source of a revision has: a value, or no value where the stored one is kept. */
export interface AskedSecret {
  readonly flowIndex: number;
  readonly flowSourceIndex: number;
  readonly flowSourceName: string;
  readonly region: string;
  readonly encryptionType: EncryptionType;
  readonly value: string | undefined;
}

/** Tells which secret a flow source is to name; one with a value is new. */
type Settle = (asked: AskedSecret) => { secretId: string; value?: string | undefined };

interface Configured {
  configuration: SourceConfiguration;
  secrets: NewSecret[];
}

/**
 * Splits a checked request into what is stored and the secrets it brought: names are filled in from the source's id,
 * and each secret value is replaced by the id of a new secret.
 */
export function configureSource(request: SourceRequest, ids: Ids): Configured {
  return configureRevision(request, ids.sourceId, ({ value }) => ({ secretId: ids.newSecretId(), value }));
}

/** The same for a revision, in which secrets may be kept: `settle` tells which each flow source is to name. */
export function configureRevision(revision: SourceRevision, sourceId: string, settle: Settle): Configured {
  const flows = revision['ingress-flows'].map((flow, index) => configureFlow(flow, index, sourceId, settle));
  return {
    configuration: { ...revision, 'ingress-flows': flows.map(({ configured }) => configured) },
    secrets: flows.flatMap(({ secrets }) => secrets),
  };
}

function configureFlow(
  flow: RevisedFlow,
  flowIndex: number,
  sourceId: string,
  settle: Settle,
): { configured: IngressFlow; secrets: NewSecret[] } {
  const prefix = `hw-${sourceId.slice(0, 8)}`;
  const { name = `hw-${sourceId}`, region } = flow;
  const secrets: NewSecret[] = [];
  const flowSources = named(flow['flow-sources'], `${prefix}-source`).map((flowSource, flowSourceIndex) =>
    withoutSecret(flowSource, (encryptionType, given) => {
      const place = { flowIndex, flowSourceIndex, flowSourceName: flowSource.name, region };
      const { secretId, value } = settle({ ...place, encryptionType, value: given });
      if (value !== undefined) secrets.push({ secretId, region, value });
      return { 'encryption-type': encryptionType, 'secret-id': secretId };
    }),
  );
  const { 'vpc-interfaces': interfaces, 'media-streams': streams, ...rest } = flow;
  const configured: IngressFlow = {
    ...rest,
    name,
    'flow-sources': flowSources,
    ...(interfaces && { 'vpc-interfaces': named(interfaces, `${prefix}-interface`) }),
    ...(streams && { 'media-streams': named(streams, `${prefix}-stream`) }),
  };
  return { configured, secrets };
}

/** Gives each item without a name the next of `<prefix>-1`, `<prefix>-2` … that no item has. */
function named<Item extends { name?: string | undefined }>(
  items: readonly Item[],
  prefix: string,
): (Item & { name: string })[] {
  const taken = new Set(items.map(({ name }) => name));
  let count = 0;
  return items.map((item) => {
    if (item.name !== undefined) return { ...item, name: item.name };
    do count += 1;
    while (taken.has(`${prefix}-${count}`));
    return { ...item, name: `${prefix}-${count}` };
  });
}

type Named<Item> = Item & { name: string };
type Reference = <Type extends EncryptionType>(
  type: Type,
  value: string | undefined,
) => { 'encryption-type': Type; 'secret-id': string };

/** The flow source with a reference in place of its secret, if it has one. */
function withoutSecret(flowSource: Named<RevisedFlowSource>, refer: Reference): FlowSource {
  switch (flowSource.protocol) {
    case 'entitlement':
    case 'zixi-push': {
      const { 'decryption-settings': settings, ...rest } = flowSource;
      return settings ? { ...rest, 'decryption-settings': refer(settings['encryption-type'], settings.key) } : rest;
    }
    case 'srt-listener':
    case 'srt-caller': {
      const { 'decryption-settings': settings, ...rest } = flowSource;
      if (!settings) return rest;
      return { ...rest, 'decryption-settings': refer(settings['encryption-type'], settings.passphrase) };
    }
    default:
      return flowSource;
  }
}
