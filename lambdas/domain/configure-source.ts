import type { Region } from './region';
import type { EncryptionType } from './secret';
import type { EgressFlow, FlowSource, IngressFlow, SourceConfiguration } from './source';
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
  /** Another passphrase at every call, which nobody can guess. */
  newPassphrase(): string;
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

/** An egress flow, and the Region that it is fed from. */
export interface AskedFeed {
  readonly name: string;
  readonly region: Region;
  readonly ingressRegion: Region;
}

/** The secrets of an egress flow, its own and that of the flow that feeds it; with a value they are new. */
interface FeedSecrets {
  secretId: string;
  feedSecretId: string;
  value?: string;
}

/** Tells which secrets a revision is to name. */
interface Settle {
  /** That of a flow source; one with a value is new. */
  secret(asked: AskedSecret): { secretId: string; value?: string | undefined };
  feed(asked: AskedFeed): FeedSecrets;
}

interface Configured {
  configuration: SourceConfiguration;
  secrets: NewSecret[];
}

/**
 * Splits a checked request into what is stored and the secrets it brought: names are filled in from the source's id,
 * and each secret value is replaced by the id of a new secret.
 */
export function configureSource(request: SourceRequest, ids: Ids): Configured {
  return configureRevision(request, ids.sourceId, {
    secret: ({ value }) => ({ secretId: ids.newSecretId(), value }),
    feed: (asked) => newFeedSecrets(asked, ids),
  });
}

/** New secrets of an egress flow: the same passphrase in both Regions, once where they are one. */
export function newFeedSecrets(
  { region, ingressRegion }: AskedFeed,
  { newSecretId, newPassphrase }: Pick<Ids, 'newSecretId' | 'newPassphrase'>,
): FeedSecrets {
  const secretId = newSecretId();
  return { secretId, feedSecretId: region === ingressRegion ? secretId : newSecretId(), value: newPassphrase() };
}

/**
 * The same for a revision, in which secrets may be kept: `settle` tells which it is to name. Those of egress flows come
 * last among the new ones.
 */
export function configureRevision(revision: SourceRevision, sourceId: string, settle: Settle): Configured {
  const { 'egress-flows': egress, ...rest } = revision;
  const flows = rest['ingress-flows'].map((flow, index) => configureFlow(flow, index, sourceId, settle.secret));
  const ingressRegion = (rest['ingress-flows'][0] as RevisedFlow).region;
  const taken = flows.map(({ configured }) => configured.name);
  const names = egress && named(egress, `hw-${sourceId}-egress`, taken);
  const handed = names?.map((flow) => configureEgress(flow, ingressRegion, settle.feed));
  return {
    configuration: {
      ...rest,
      'ingress-flows': flows.map(({ configured }) => configured),
      ...(handed && { 'egress-flows': handed.map(({ configured }) => configured) }),
    },
    secrets: [...flows, ...(handed ?? [])].flatMap(({ secrets }) => secrets),
  };
}

function configureEgress(
  flow: Named<NonNullable<SourceRevision['egress-flows']>[number]>,
  ingressRegion: Region,
  settle: Settle['feed'],
): { configured: EgressFlow; secrets: NewSecret[] } {
  const { secretId, feedSecretId, value } = settle({ name: flow.name, region: flow.region, ingressRegion });
  const places = new Map<string, Region>([
    [secretId, flow.region],
    [feedSecretId, ingressRegion],
  ]);
  return {
    configured: { ...flow, 'secret-id': secretId, 'feed-secret-id': feedSecretId },
    secrets: value === undefined ? [] : [...places].map(([id, region]) => ({ secretId: id, region, value })),
  };
}

function configureFlow(
  flow: RevisedFlow,
  flowIndex: number,
  sourceId: string,
  settle: Settle['secret'],
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

/** Gives each item without a name the next of `<prefix>-1`, `<prefix>-2` … that neither an item has nor another part. */
function named<Item extends { name?: string | undefined }>(
  items: readonly Item[],
  prefix: string,
  others: readonly string[] = [],
): (Item & { name: string })[] {
  const taken = new Set([...others, ...items.map(({ name }) => name)]);
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
