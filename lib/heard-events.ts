import { alarmPrefix } from '../lambdas/contract/alarm-names';
import type { FunctionName } from '../lambdas/contract/environment';

/** What EventBridge calls the events of MediaConnect, and those of alarms. */
export const mediaConnectEvents = 'aws.mediaconnect';
export const alarmEvents = { source: 'aws.cloudwatch', detailType: 'CloudWatch Alarm State Change' } as const;

/**
 * The events of MediaConnect that are heard, by the function of each kind. Others are left alone: one that is sent every
 * twenty seconds while there is a stream ("Flow Source Metadata Changed") would only cost money.
 */
export const heard = {
  hearFlowStatus: 'MediaConnect Flow Status Change',
  hearSourceHealth: 'MediaConnect Source Health',
  hearFlowHealth: 'MediaConnect Flow Health',
  hearAlert: 'MediaConnect Alert',
  hearMaintenance: 'MediaConnect Flow Maintenance',
  hearContentQuality: 'MediaConnect Flow Content Quality',
} as const satisfies Partial<Record<FunctionName, string>>;

/** The alarms that a deployment has made, by their names. */
export function alarmsOf(deploymentId: string) {
  return { alarmName: [{ prefix: alarmPrefix(deploymentId) }] };
}
