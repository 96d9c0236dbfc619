import { badRequest } from './faults';
import type { Monitoring } from './requests';

/** Throws BadRequestException when content quality thresholds are set without the analysis, or are not 10-60 seconds. */
export function checkMonitoring(monitoring: Monitoring): void {
  const video = monitoring.videoMonitoringSettings?.flatMap((each) => [each.blackFrames, each.frozenFrames]) ?? [];
  const audio = monitoring.audioMonitoringSettings?.map((each) => each.silentAudio) ?? [];
  const thresholds = [...video, ...audio].filter((each) => each !== undefined);
  if (thresholds.length > 0 && monitoring.contentQualityAnalysisState !== 'ENABLED')
    throw badRequest('Audio and video monitoring settings need contentQualityAnalysisState ENABLED.');
  for (const { thresholdSeconds = 30 } of thresholds)
    if (thresholdSeconds < 10 || thresholdSeconds > 60)
      throw badRequest(`thresholdSeconds ${thresholdSeconds} is out of range; use 10-60.`);
}
