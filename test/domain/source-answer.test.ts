import { RevealedSource, Source, SourceSummary } from '../../lambdas/domain/shown-source';
import { entityTag, maskedSource, revealedSource, sourceSummary } from '../../lambdas/domain/source-answer';
import { timestamp } from '../../lambdas/domain/timestamp';
import { completeRecord, newRecord, provisioned, secret } from '../support/source-record';
import { secretValues } from '../support/sources';

describe('answers about a source', () => {
  it('tell times in whole seconds of UTC', () => {
    expect(timestamp(new Date('2026-03-02T10:15:30.999Z'))).toBe('2026-03-02T10:15:30Z');
  });

  it('show what the schema of the answer has, and nothing of the record besides', () => {
    const record = completeRecord({ 'provisioning-error-reason': 'because' });
    const shown = maskedSource(record);
    expect(Source.parse(shown)).toEqual(shown);
    expect(Object.keys(shown).sort()).toEqual([
      'hidden',
      'id',
      'ingress-flows',
      'metadata',
      'provisioned-flows',
      'provisioning-error-reason',
      'provisioning-status',
      'provisioning-status-timestamp',
      'proxy-tier',
    ]);
    expect(shown['provisioned-flows']).toEqual({ 'ingress-flows': [provisioned], 'egress-flows': [] });
  });

  it('have both lists of provisioned flows while there is no flow', () => {
    expect(maskedSource(newRecord())['provisioned-flows']).toEqual({ 'ingress-flows': [], 'egress-flows': [] });
  });

  it('mask secrets unless they are revealed', () => {
    const record = completeRecord();
    const revealed = revealedSource(record, new Map([[secret['secret-id'], secretValues.srt]]));
    expect(RevealedSource.parse(revealed)).toEqual(revealed);
    expect(JSON.stringify(revealed)).toContain(`"passphrase":"${secretValues.srt}"`);
    expect(JSON.stringify(maskedSource(record))).toContain('"passphrase":"********"');
    expect(Source.safeParse(revealed).success).toBe(false);
  });

  it('summarise a source in five members', () => {
    const record = completeRecord();
    expect(SourceSummary.parse(sourceSummary(record))).toEqual({
      id: record.id,
      hidden: false,
      metadata: { labels: [{ key: 'channel', value: 'news' }] },
      'provisioning-status': 'creation-complete',
      'provisioning-status-timestamp': record['provisioning-status-timestamp'],
    });
  });

  it('have a strong tag of the configuration, which a run does not change', () => {
    expect(entityTag(newRecord({ revision: 7, run: 1 }))).toBe('"7"');
    expect(entityTag(newRecord({ revision: 7, run: 2 }))).toBe('"7"');
  });
});
