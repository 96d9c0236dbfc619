import { Observations, type ObservedRecord } from '../aws/observations';
import { readableAddress, readObject } from '../aws/proxy-objects';
import { sharedLook } from '../aws/shared-look';
import { getSourceProxy } from '../contract/observation-endpoints';
import { ProxyUnavailable, ServiceRefused, SourceNotFound } from '../domain/errors';
import {
  asksForProxy,
  type ProxyBucket,
  proxyBucket,
  proxyName,
  proxyPrefix,
  renditionModifier,
} from '../domain/proxy';
import { type ProxyReason, proxyMessage } from '../domain/proxy-status';
import { shownFlows } from '../domain/source-answer';
import { sourceStatus } from '../domain/source-status';
import { environmentOf } from '../runtime/environment';
import { requireOwned } from '../runtime/owned-source';
import { serve } from '../runtime/serve';
import { inTargetAccount } from '../runtime/target-account';

const environment = environmentOf('getSourceProxy');
const observations = new Observations(environment.TABLE_NAME);

/** Seconds that an address of a segment serves: less than any session is left, and more than a player waits. */
const addressSeconds = 240;
/** An older playlist, milliseconds, would be taken for what is on air: a channel writes one every two seconds. */
const longestAge = 30_000;

export const handler = serve(getSourceProxy, async ({ path }) => {
  const { account, found } = await observations.readWithAccount(path);
  const { account: owner, record } = requireOwned({ account, record: found?.record }, path);
  if (!found || record['provisioning-status'] === 'deletion-complete') throw new SourceNotFound(record.id);
  if (!asksForProxy(record.requested)) throw unavailable('ProxyOff');
  if (!record.running) throw unavailable('SourceStopped');
  const { proxy } = record;
  if (!proxy?.['channel-id']) throw await whyNot(found, 'ProxyNotReady');
  const bucket = proxyBucket(environment.PROXY_BUCKETS, owner['aws-account-id'], proxy.region);
  const key = `${proxyPrefix(record.id)}${proxyName}${renditionModifier}.m3u8`;
  const playlist = await inTargetAccount(() => readObject(bucket, key).catch(refusalOf));
  if (playlist instanceof ServiceRefused) throw unavailable('BucketUnreadable', playlist.message);
  if (playlist === 'NoSuchBucket') throw unavailable('BucketMissing');
  if (playlist === 'NoSuchKey') throw await whyNot(found, 'NoSegmentYet', bucket);
  if (playlist.age > longestAge) throw await whyNot(found, 'NoNewSegment', bucket);
  return { body: await readable(playlist.text, bucket, proxyPrefix(record.id)) };
});

/** The playlist with an address in place of each segment's name, that anybody can read for some minutes. */
async function readable(playlist: string, bucket: ProxyBucket, prefix: string): Promise<string> {
  const lines = playlist.split(/\r?\n/).map((line) => {
    const isSegment = line !== '' && !line.startsWith('#');
    return isSegment ? readableAddress(bucket, `${prefix}${line}`, addressSeconds) : line;
  });
  return (await Promise.all(lines)).join('\n');
}

/** Why there is nothing to play: what the status says of the proxy, else this. */
async function whyNot(found: ObservedRecord, reason: ProxyReason, bucket?: ProxyBucket): Promise<ProxyUnavailable> {
  const [flow] = shownFlows(found.record);
  const known = flow ? (await sharedLook(observations, found, flow, bucket)).known : {};
  const told = sourceStatus(found.record, known, Date.now()).proxy;
  return told?.reason && told.message ? new ProxyUnavailable(told.reason, told.message) : unavailable(reason);
}

function unavailable(reason: ProxyReason, words?: string): ProxyUnavailable {
  return new ProxyUnavailable(reason, proxyMessage(reason, words));
}

/** A refusal of S3, which is of the bucket; any other is of the account. */
function refusalOf(error: Error): ServiceRefused {
  if (error instanceof ServiceRefused && error.operation === 'GetObject') return error;
  throw error;
}
