import type { RecordedProxy } from '../domain/proxy';
import type { FoundProxy } from '../domain/proxy-plan';
import { describeChannel, describeInput } from './medialive';

/** What there is in MediaLive of the proxy that a record names; nobody is asked of what it does not name. Throws as every look does. */
export async function foundProxy(proxy: RecordedProxy | undefined): Promise<FoundProxy> {
  const { region = '', 'input-id': inputId, 'channel-id': channelId } = proxy ?? {};
  const [input, channel] = await Promise.all([
    inputId === undefined ? undefined : describeInput(region, inputId),
    channelId === undefined ? undefined : describeChannel(region, channelId),
  ]);
  return { input, channel };
}
