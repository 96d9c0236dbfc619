import { flowEvent } from './events';
import { isRunning } from './lifecycle';
import { selectedSource } from './reception';
import type { Flow, FlowSource } from './record';
import type { Work } from './work';

/** The members of a signal, as the event and the metrics call them (user guide, "Content quality analysis"). */
export const qualities = [
  { member: 'audioMissing', flag: 'audio_missing', metric: 'AudioStreamMissing' },
  { member: 'videoMissing', flag: 'video_missing', metric: 'VideoStreamMissing' },
  { member: 'blackFrames', flag: 'black_frames_duration_breaching', metric: 'BlackFramesBreaching' },
  { member: 'frozenFrames', flag: 'frozen_frames_duration_breaching', metric: 'FrozenFramesBreaching' },
  { member: 'silentAudio', flag: 'silent_audio_duration_breaching', metric: 'SilentAudioBreaching' },
] as const;

/** What the analysis finds in the stream of a source: the flags that are raised; undefined while it is off. */
export function qualityOf(flow: Flow, source: FlowSource): string[] | undefined {
  if (flow.monitoring?.contentQualityAnalysisState !== 'ENABLED') return undefined;
  const found = source.signal?.contentQuality ?? {};
  return qualities.flatMap(({ member, flag }) => (found[member] ? [flag] : []));
}

/** Reports a change of what the analysis finds in the stream that the flow passes on. */
export function reviewQuality(work: Work, flow: Flow): void {
  const source = isRunning(flow) ? selectedSource(flow) : undefined;
  const current = (source && qualityOf(flow, source)) ?? [];
  const before = flow.quality ?? [];
  if (isRunning(flow)) flow.quality = current;
  else delete flow.quality;
  if (!isRunning(flow) || current.join() === before.join()) return;
  const streams = current.map((flag) => ({ [flag]: true }));
  work.events.push(flowEvent(flow, work.now, 'Flow Content Quality', { impacted: current.length > 0, streams }));
}
