import { ServiceInfo, serviceInfoEntry, streamMetadata, unseenStream } from '../../lambdas/domain/service-info';

const checkedAt = Date.parse('2026-01-14T16:32:19Z');

/** What the service answers of a flow with one program (mediaconnect.amazonaws.com, DescribeFlowSourceMetadata). */
const described = {
  flowArn: 'arn:aws:mediaconnect:eu-west-1:111122223333:flow:1-AAAABBBBCCCCDDDD-0123456789ab:src-7f3a',
  messages: [],
  timestamp: '2026-03-02T10:16:05Z',
  transportMediaInfo: {
    programs: [
      {
        pcrPid: 256,
        programName: 'Studio A',
        programNumber: 1,
        programPid: 4096,
        streams: [
          {
            streamType: 'Video',
            codec: 'H264',
            pid: 256,
            frameRate: '50',
            frameResolution: { frameWidth: 1920, frameHeight: 1080 },
          },
          { streamType: 'Audio', codec: 'AAC', pid: 257, channels: 2, sampleRate: 48000, sampleSize: 16 },
          { streamType: 'Data', codec: 'SCTE35', pid: 258 },
        ],
      },
    ],
  },
};

describe('what a flow carries', () => {
  it('is shown in the words of the API, with microseconds and an offset', () => {
    const entry = serviceInfoEntry(streamMetadata(described), checkedAt, 0);
    expect(entry).toEqual({
      'pipeline-id': 0,
      type: 'ingress',
      'last-checked': '2026-01-14T16:32:19.000000+00:00',
      'metadata-snapshot': {
        'last-updated': '2026-03-02T10:16:05.000000+00:00',
        'transport-stream-media-info': {
          programs: [
            {
              'program-number': 1,
              'program-pid': 4096,
              'pcr-pid': 256,
              'program-name': 'Studio A',
              streams: [
                {
                  pid: 256,
                  'stream-type': 'Video',
                  codec: 'H264',
                  'frame-rate': '50',
                  'frame-resolution': { 'frame-width': 1920, 'frame-height': 1080 },
                },
                {
                  pid: 257,
                  'stream-type': 'Audio',
                  codec: 'AAC',
                  channels: 2,
                  'sample-rate': 48000,
                  'sample-size': 16,
                },
                { pid: 258, 'stream-type': 'Data', codec: 'SCTE35' },
              ],
            },
          ],
        },
      },
    });
    expect(ServiceInfo.shape['service-info-list'].element.parse(entry)).toEqual(entry);
  });

  it.each([
    [
      'a stream that is not there',
      { timestamp: '2026-03-02T10:16:05.401Z', messages: [] },
      '2026-03-02T10:16:05.401000+00:00',
    ],
    ['an empty answer', {}, undefined],
  ])('is no program for %s', (_, answer, updated) => {
    expect(serviceInfoEntry(streamMetadata(answer), checkedAt, 0)).toEqual({
      'pipeline-id': 0,
      type: 'ingress',
      'last-checked': expect.any(String),
      'metadata-snapshot': {
        ...(updated && { 'last-updated': updated }),
        'transport-stream-media-info': { programs: [] },
      },
    });
  });

  it('comes with what the service says beside it', () => {
    const messages = [{ code: 'MediaInfoMonitoringTruncated', message: 'Only 50 of 51.', resourceName: 'in' }];
    expect(serviceInfoEntry(streamMetadata({ ...described, messages }), checkedAt, 0).messages).toEqual([
      { code: 'MediaInfoMonitoringTruncated', message: 'Only 50 of 51.', 'resource-name': 'in' },
    ]);
    expect(serviceInfoEntry(unseenStream('FlowNotRunning', 'It stands still.'), checkedAt, 1)).toMatchObject({
      'pipeline-id': 1,
      messages: [{ code: 'FlowNotRunning', message: 'It stands still.' }],
    });
  });
});
