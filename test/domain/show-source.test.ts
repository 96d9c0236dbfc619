import { maskedConfiguration, revealedConfiguration } from '../../lambdas/domain/show-source';
import { SourceConfiguration } from '../../lambdas/domain/source';
import { configuredSource, secretIds } from '../support/configured-source';
import { secretValues, sourceRequest } from '../support/sources';

const [secretId] = secretIds;
const configured = (protocol: 'srt-caller' | 'zixi-push' | 'rist') =>
  configuredSource(sourceRequest(protocol)).configuration;

const settingsOf = (shown: ReturnType<typeof revealedConfiguration | typeof maskedConfiguration>) => {
  const [source] = shown['ingress-flows'][0]?.['flow-sources'] ?? [];
  return source && 'decryption-settings' in source ? source['decryption-settings'] : undefined;
};

describe('showing a source', () => {
  it.each([
    ['srt-caller', 'SRT_PASSWORD', 'passphrase', secretValues.srt],
    ['zixi-push', 'AES128', 'key', secretValues.aes128],
  ] as const)('masks and reveals the secret of %s', (protocol, encryptionType, member, value) => {
    const common = { 'encryption-type': encryptionType, 'secret-id': secretId };
    const configuration = configured(protocol);
    expect(settingsOf(maskedConfiguration(configuration))).toEqual({ ...common, [member]: '********' });
    expect(settingsOf(revealedConfiguration(configuration, new Map([[secretId, value]])))).toEqual({
      ...common,
      [member]: value,
    });
  });

  it('leaves what is not encrypted as it is', () => {
    const configuration = configured('rist');
    expect(maskedConfiguration(configuration)).toEqual(configuration);
    expect(revealedConfiguration(configuration, new Map())).toEqual(configuration);
  });

  it('refuses to reveal a secret that was not read', () => {
    expect(() => revealedConfiguration(configured('srt-caller'), new Map())).toThrow(
      `The value of secret ${secretId} was not read.`,
    );
  });
});

describe('the stored configuration', () => {
  it.each([
    ['key', 'zixi-push'],
    ['passphrase', 'srt-caller'],
  ] as const)('has no place for a %s', (member, protocol) => {
    const configuration = structuredClone(configured(protocol));
    const [source] = configuration['ingress-flows'][0]?.['flow-sources'] ?? [];
    if (!source || !('decryption-settings' in source)) throw new Error('the fixture is not encrypted');
    expect(SourceConfiguration.safeParse(configuration).success).toBe(true);
    Object.assign(source['decryption-settings'] ?? {}, { [member]: 'x' });
    expect(SourceConfiguration.safeParse(configuration).success).toBe(false);
  });
});
