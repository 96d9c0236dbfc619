import type { HistoryEvent } from '../../lambdas/domain/history';
import { demo } from '../../local/demo';
import { flowRequest, sourceRequest } from '../support/sources';
import { until } from '../support/system';
import { useSystem } from './scene';

jest.setTimeout(120_000);

const { system, client } = useSystem();
const elsewhere = demo.regions.find((region) => region !== demo.region) ?? '';

/** The health that a source's history tells of; only an event puts it there while nobody asks for the status. */
async function healthOf(id: string): Promise<string[]> {
  const { body } = await system.api<{ events: HistoryEvent[] }>('GET', `/sources/${id}/events`);
  return body.events.flatMap((event) => (event.kind === 'health-changed' && event.health ? [event.health.to] : []));
}

it('hears what MediaConnect says in another Region, through the events stack there', async () => {
  const flow = flowRequest('srt-listener', { region: elsewhere as 'us-east-1' });
  const source = await client.createRunning({ ...sourceRequest('srt-listener'), 'ingress-flows': [flow] });
  const flowArn = source['provisioned-flows']['ingress-flows'][0]?.arn ?? '';
  expect(flowArn).toMatch(`arn:aws:mediaconnect:${elsewhere}:`);
  await system.simulator('POST', 'signals', { flowArn, connected: true, bitRate: 8_000_000 });
  await until(
    () => healthOf(source.id),
    (changes) => changes.includes('healthy'),
  );
});

it('deploys a stack in an account and Region when the control endpoint asks, and answers its outputs', async () => {
  const deploy = (body: object) => system.simulator('POST', 'stacks', body);
  await expect(deploy({ stack: 'Nobody', account: '444455556666', region: elsewhere })).rejects.toThrow(
    'no stack Nobody',
  );
  await expect(deploy({ stack: 'Headworks', account: '444455556666', region: elsewhere })).rejects.toThrow('parameter');
  const parameters = {
    EventBusArn: `arn:aws:events:${demo.region}:${demo.account}:event-bus/some`,
    DeploymentId: 'Headworks@eu-west-1',
    ProxyBuckets: 'headworks-0123456789ab',
  };
  const answer = await deploy({ stack: 'HeadworksEvents', account: '444455556666', region: elsewhere, parameters });
  expect(answer).toEqual({ outputs: {} });
});
