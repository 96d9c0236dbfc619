import type { EncryptionType } from './secret';
import type { FlowSource, IngressFlow, SourceConfiguration, SourceRequest } from './source';

type RequestedFlow = SourceRequest['ingress-flows'][number];
type RequestedFlowSource = RequestedFlow['flow-sources'][number];

/** A secret value on its way to the secret store, with what it belongs to. */
export interface NewSecret {
  readonly secretId: string;
  readonly flowName: string;
  readonly flowSourceName: string;
  readonly region: string;
  readonly encryptionType: EncryptionType;
  readonly value: string;
}

/** Where ids come from; `newSecretId` gives another UUID at every call. */
export interface Ids {
  readonly sourceId: string;
  newSecretId(): string;
}

/**
 * Splits a checked request into what is stored and the secrets it brought: names are filled in from the source's id,
 * and each secret value is replaced by the id of a new secret.
 */
export function configureSource(
  request: SourceRequest,
  ids: Ids,
): { configuration: SourceConfiguration; secrets: NewSecret[] } {
  const flows = request['ingress-flows'].map((flow) => configureFlow(flow, ids));
  return {
    configuration: { ...request, 'ingress-flows': flows.map(({ configured }) => configured) },
    secrets: flows.flatMap(({ secrets }) => secrets),
  };
}

function configureFlow(flow: RequestedFlow, ids: Ids): { configured: IngressFlow; secrets: NewSecret[] } {
  const prefix = `hw-${ids.sourceId.slice(0, 8)}`;
  const name = flow.name ?? `hw-${ids.sourceId}`;
  const secrets: NewSecret[] = [];
  const flowSources = named(flow['flow-sources'], `${prefix}-source`).map((flowSource): FlowSource => {
    const { stored, secret } = withoutSecret(flowSource, ids);
    if (secret) secrets.push({ ...secret, flowName: name, flowSourceName: flowSource.name, region: flow.region });
    return stored;
  });
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
type BareSecret = Pick<NewSecret, 'secretId' | 'encryptionType' | 'value'>;

function withoutSecret(flowSource: Named<RequestedFlowSource>, ids: Ids): { stored: FlowSource; secret?: BareSecret } {
  switch (flowSource.protocol) {
    case 'entitlement':
    case 'zixi-push': {
      const { 'decryption-settings': settings, ...stored } = flowSource;
      if (!settings) return { stored };
      const secret = { secretId: ids.newSecretId(), encryptionType: settings['encryption-type'], value: settings.key };
      return { stored: { ...stored, 'decryption-settings': reference(secret) }, secret };
    }
    case 'srt-listener':
    case 'srt-caller': {
      const { 'decryption-settings': settings, ...stored } = flowSource;
      if (!settings) return { stored };
      const encryptionType = settings['encryption-type'];
      const secret = { secretId: ids.newSecretId(), encryptionType, value: settings.passphrase };
      return { stored: { ...stored, 'decryption-settings': reference(secret) }, secret };
    }
    default:
      return { stored: flowSource };
  }
}

function reference<Type extends EncryptionType>(secret: { secretId: string; encryptionType: Type }) {
  return { 'encryption-type': secret.encryptionType, 'secret-id': secret.secretId };
}
