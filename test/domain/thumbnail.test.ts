import { SeenThumbnail, seenThumbnail, sharedThumbnail } from '../../lambdas/domain/thumbnail';

const timestamp = '2026-03-02T10:16:05Z';

describe('the picture of a flow', () => {
  it('is the one of the service, with its time', () => {
    const seen = seenThumbnail({ thumbnailDetails: { thumbnail: '/9j/', timestamp, thumbnailMessages: [] } });
    expect(seen).toEqual({ 'taken-at': timestamp, picture: '/9j/' });
    expect(SeenThumbnail.parse(seen)).toEqual(seen);
  });

  it.each([
    ['ThumbnailSuppressed', 'Off. The service makes none above 10 outputs or 400 Mb/s of output.'],
    ['ThumbnailDecodeError', expect.stringContaining('Off. Pictures are made of AVC')],
    ['ThumbnailNovelty', 'Off.'],
  ])('is none for the reason that the service gives: %s', (code, detail) => {
    const seen = seenThumbnail({ thumbnailDetails: { thumbnailMessages: [{ code, message: 'Off.' }] } });
    expect(seen).toEqual({ reason: code, detail });
    expect(SeenThumbnail.parse(seen)).toEqual(seen);
  });

  it.each([{}, { thumbnailDetails: {} }])('is still being made while the service answers %j', (answer) => {
    expect(seenThumbnail(answer)).toMatchObject({ reason: 'ThumbnailGenerationInProgress' });
  });

  it('is shared unless it is too large for an item of the table', () => {
    const large = { 'taken-at': timestamp, picture: 'x'.repeat(380_001) };
    expect(sharedThumbnail(large)).toEqual({ 'taken-at': timestamp, 'is-large': true });
    const small = { 'taken-at': timestamp, picture: 'x'.repeat(380_000) };
    expect(sharedThumbnail(small)).toBe(small);
    const none = { reason: 'ThumbnailSuppressed', detail: 'Off.' };
    expect(sharedThumbnail(none)).toBe(none);
  });
});
