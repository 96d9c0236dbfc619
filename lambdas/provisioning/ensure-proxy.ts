import { randomUUID } from 'node:crypto';
import { foundProxy } from '../aws/found-proxy';
import * as medialive from '../aws/medialive';
import { deleteObjects } from '../aws/proxy-objects';
import { SourceStore } from '../aws/source-store';
import { mayHaveTakenEffect } from '../aws/translate-error';
import { mediaLiveRole } from '../contract/target-permissions';
import { ensureProxy } from '../contract/tasks';
import { isOwnedBy, ownerTags } from '../domain/ownership';
import {
  type DesiredProxy,
  desiredProxy,
  proxyBucket,
  proxyName,
  proxyPrefix,
  type RecordedProxy,
} from '../domain/proxy';
import { channelForm, channelSettings, flowOfInput, inputForm } from '../domain/proxy-form';
import { nextProxyStep, type ProxyStep, type WantedProxy } from '../domain/proxy-plan';
import { proxyStateOf } from '../domain/proxy-status';
import type { SourceRecord } from '../domain/source-record';
import type { TargetAccountRecord } from '../domain/target-account';
import { environmentOf } from '../runtime/environment';
import { type Surroundings, work } from '../runtime/work';

const environment = environmentOf('ensureProxy');
const store = new SourceStore(environment.TABLE_NAME);

/** So often something is looked for that no answer named, before it counts as never made: with the waits half a minute. */
const lookUps = 6;

/**
 * Takes the next step to the proxy that a source is to have, one call of MediaLive, or removes the one that it has. The
 * record names what is asked for before it is, so that whatever comes of it is found, changed and removed by later runs.
 */
export const handler = work(ensureProxy, async (input, surroundings) => {
  const { polls, steps } = input.proxy;
  const account = await surroundings.account();
  const desired = desiredProxy(surroundings.record);
  const { record, isOpen } = await withOpenCreation(surroundings.record, polls);
  if (isOpen) return { next: 'wait' as const, polls: polls + 1, steps };
  const { proxy } = record;
  // In another Region there is nothing to keep of it.
  const isElsewhere = proxy !== undefined && desired !== undefined && proxy.region !== desired.flow.region;
  const wanted = desired && !isElsewhere ? wantedOf(record, desired, account) : undefined;
  const found = await foundProxy(proxy);
  const step = nextProxyStep(wanted, found);
  if (step?.action === 'wait') return { next: 'wait' as const, polls: polls + 1, steps };
  if (step) {
    await take(step, { ...surroundings, record }, wanted, account);
    return { next: 'wait' as const, polls: 0, steps: steps + 1 };
  }
  if (wanted || !proxy) {
    const state = found.channel && proxyStateOf(found.channel.state);
    await settled(record, proxy && state && { ...proxy, state, 'seen-at': Date.now() });
    return { next: 'done' as const, polls: 0, steps };
  }
  const bucket = proxyBucket(environment.PROXY_BUCKETS, account['aws-account-id'], proxy.region);
  await deleteObjects(bucket, proxyPrefix(record.id));
  await settled(record, undefined);
  // The one in the new Region comes next.
  return { next: desired ? ('wait' as const) : ('done' as const), polls: 0, steps: steps + 1 };
});

/** Notes what there is now, if that is not so already: nothing of the proxy is left to be tried again. */
async function settled(record: SourceRecord, proxy: RecordedProxy | undefined): Promise<void> {
  const isSame = JSON.stringify(proxy) === JSON.stringify(record.proxy) && record['proxy-failed'] === undefined;
  if (!isSame) await store.changeInRun(record, { proxy, 'proxy-failed': undefined });
}

function wantedOf(record: SourceRecord, desired: DesiredProxy, account: TargetAccountRecord): WantedProxy {
  const { name } = proxyBucket(environment.PROXY_BUCKETS, account['aws-account-id'], desired.flow.region);
  return { ...desired, destination: `s3ssl://${name}/${proxyPrefix(record.id)}${proxyName}` };
}

/**
 * The record with what came of a creation that was not answered. It is looked for by its tags; a creation that is to be
 * made is repeated with its own request id if it is not to be seen, and one that is not counts as never made in the end.
 */
async function withOpenCreation(record: SourceRecord, polls: number) {
  const { proxy } = record;
  const open = proxy?.['open-creation'];
  if (!proxy || !open) return { record, isOpen: false };
  const kind = open.what === 'input' ? 'inputs' : 'channels';
  const [found] = await medialive.findByTags(proxy.region, kind, (tags) =>
    isOwnedBy(environment.DEPLOYMENT_ID, record.id, tags),
  );
  if (found)
    return { record: await store.changeInRun(record, { proxy: answered(proxy, open.what, found) }), isOpen: false };
  const desired = desiredProxy(record);
  // The repeat names the same request: whatever the first one still comes to, there is one of it.
  if (desired && desired.flow.region === proxy.region) return { record, isOpen: false };
  const mayBeUnderWay = open.run !== record.run && Date.now() < Date.parse(open['function-ends-at']);
  if (mayBeUnderWay || polls < lookUps) return { record, isOpen: true };
  const { 'open-creation': _, ...rest } = proxy;
  return { record: await store.changeInRun(record, { proxy: rest }), isOpen: false };
}

function answered(
  proxy: RecordedProxy,
  what: 'input' | 'channel',
  { id, arn }: { id: string; arn: string },
): RecordedProxy {
  const { 'open-creation': _, ...rest } = proxy;
  return what === 'input'
    ? { ...rest, 'input-id': id, 'input-arn': arn }
    : { ...rest, 'channel-id': id, 'channel-arn': arn };
}

type Taking = Pick<Surroundings, 'record' | 'taking' | 'endsAt'>;

/** Takes one step; the read of the record just before it is the fence. */
async function take(step: ProxyStep, taking: Taking, wanted: WantedProxy | undefined, account: TargetAccountRecord) {
  const { record } = taking;
  if (step.action === 'wait') return;
  if (step.action === 'create-input' || step.action === 'create-channel') {
    if (wanted) await create(step, taking, wanted, account);
    return;
  }
  const region = record.proxy?.region ?? '';
  const { id, resource } = step;
  await store.readForRun({ sourceId: record.id, run: record.run });
  taking.taking(record, { action: step.action, resource, impact: 'live' });
  if (step.action === 'delete-input') await medialive.deleteInput(region, id);
  if (step.action === 'stop-channel') await medialive.stopChannel(region, id);
  if (step.action === 'start-channel') await medialive.startChannel(region, id);
  if (step.action === 'delete-channel') await medialive.deleteChannel(region, id);
  if (!wanted) return;
  const { flow, specification, destination } = wanted;
  if (step.action === 'update-input') await medialive.updateInput(region, id, flowOfInput(flow.arn));
  if (step.action === 'update-channel')
    await medialive.updateChannel(region, id, channelSettings(step.inputId, specification, destination));
}

/** Makes an input or a channel. The record says so before the call, which is the fence: the write fails for an old run. */
async function create(
  step: Extract<ProxyStep, { action: 'create-input' | 'create-channel' }>,
  { record: before, taking, endsAt }: Taking,
  { flow, specification, destination }: WantedProxy,
  account: TargetAccountRecord,
): Promise<void> {
  const what = step.action === 'create-input' ? ('input' as const) : ('channel' as const);
  const known: RecordedProxy = before.proxy ?? { region: flow.region, state: 'starting', 'seen-at': 0 };
  const earlier = known['open-creation'];
  const open = {
    what,
    'request-id': earlier?.what === what ? earlier['request-id'] : randomUUID(),
    run: before.run,
    'function-ends-at': endsAt.toISOString(),
  };
  const record = await store.changeInRun(before, { proxy: { ...known, 'open-creation': open } });
  const birth = {
    name: `headworks-${record.id}`,
    requestId: open['request-id'],
    roleArn: mediaLiveRole(account),
    tags: ownerTags(environment.DEPLOYMENT_ID, record),
  };
  taking(record, { action: step.action, resource: birth.name, impact: 'live' });
  const call =
    step.action === 'create-input'
      ? medialive.createInput(flow.region, inputForm(flow.arn, birth))
      : medialive.createChannel(
          flow.region,
          channelForm(channelSettings(step.inputId, specification, destination), birth),
        );
  const made = await call.catch(async (error) => {
    // A refusal is certain: nothing was made, so nothing is to be looked for.
    if (!mayHaveTakenEffect(error.cause ?? error)) await store.changeInRun(record, { proxy: known });
    throw error;
  });
  await store.changeInRun(record, { proxy: answered(known, what, made) });
}
