import { askedEgressFlow } from './egress-flow';
import { mask } from './secret';
import type { RevealedSource, Source } from './shown-source';
import type { FlowSource, SourceConfiguration } from './source';

type Shown<Answer extends Source | RevealedSource> = Pick<Answer, keyof SourceConfiguration>;
/** The configuration as every ordinary answer shows it: the mask stands in place of each secret. */
export function maskedConfiguration(configuration: SourceConfiguration): Shown<Source> {
  return withSecrets(configuration, () => mask);
}

/**
 * The configuration with its secrets in clear. `values` holds them by secret id and must hold each one that the
 * configuration names, else this throws.
 */
export function revealedConfiguration(
  configuration: SourceConfiguration,
  values: ReadonlyMap<string, string>,
): Shown<RevealedSource> {
  return withSecrets(configuration, (secretId) => {
    const value = values.get(secretId);
    if (value === undefined) throw new Error(`The value of secret ${secretId} was not read.`);
    return value;
  });
}

function withSecrets<Value extends string>(configuration: SourceConfiguration, reveal: (secretId: string) => Value) {
  const egress = configuration['egress-flows'];
  return {
    ...configuration,
    // What an egress flow is fed with is nobody's business.
    ...(egress && { 'egress-flows': egress.map(askedEgressFlow) }),
    'ingress-flows': configuration['ingress-flows'].map((flow) => ({
      ...flow,
      'flow-sources': flow['flow-sources'].map((flowSource) => withSecret(flowSource, reveal)),
    })),
  };
}

function withSecret<Value extends string>(flowSource: FlowSource, reveal: (secretId: string) => Value) {
  switch (flowSource.protocol) {
    case 'entitlement':
    case 'zixi-push': {
      const { 'decryption-settings': stored, ...rest } = flowSource;
      return stored ? { ...rest, 'decryption-settings': { ...stored, key: reveal(stored['secret-id']) } } : rest;
    }
    case 'srt-listener':
    case 'srt-caller': {
      const { 'decryption-settings': stored, ...rest } = flowSource;
      return stored ? { ...rest, 'decryption-settings': { ...stored, passphrase: reveal(stored['secret-id']) } } : rest;
    }
    default:
      return flowSource;
  }
}
