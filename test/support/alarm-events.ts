import { sourceId } from './configured-source';

export const alarmOwner = 'Headworks@eu-west-1';
let count = 0;

/** An event of EventBridge of one alarm of the fixtures' source, in the documented shape, at a second of a minute. */
export function alarmEvent(
  second: number,
  was: string,
  is: string,
  { recipe = 'input-lost', account = '111122223333' } = {},
) {
  const alarmName = `headworks-${alarmOwner}-${sourceId}-${recipe}-main`;
  count += 1;
  const state = (value: string) => ({ value, reason: 'Threshold Crossed', timestamp: '2026-03-02T10:16:00.123+0000' });
  const dimensions = { SourceARN: 'arn:aws:mediaconnect:eu-west-1:111122223333:source:1-11aa-22bb:main' };
  const metric = { namespace: 'AWS/MediaConnect', name: 'SourceConnected', dimensions };
  return {
    version: '0',
    id: `00000000-0000-4000-8000-${String(count).padStart(12, '0')}`,
    'detail-type': 'CloudWatch Alarm State Change',
    source: 'aws.cloudwatch',
    account,
    time: new Date(Date.parse('2026-03-02T10:16:00Z') + second * 1000).toISOString().replace('.000', ''),
    region: 'eu-west-1',
    resources: [`arn:aws:cloudwatch:eu-west-1:111122223333:alarm:${alarmName}`],
    detail: {
      alarmName,
      state: state(is),
      previousState: state(was),
      configuration: {
        description: 'words',
        metrics: [{ id: 'm0', metricStat: { metric, period: 60, stat: 'Minimum' }, returnData: true }],
      },
    },
  };
}
