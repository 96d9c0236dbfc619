import * as z from 'zod';
import { type Form, flowSource } from './flow-source';
import { mediaStream } from './media-stream';
import { branches, integer, list, Name, word } from './members';
import { Metadata } from './metadata';
import { SecurityGroupId, SubnetId } from './network';
import { AvailabilityZone, Region } from './region';

/** The kinds of VPC interface; `ena` where none is given. */
export const InterfaceType = word(['ena', 'efa']);

const RecoveryWindow = integer(100, 15000, 'milliseconds').default(200);

/** One ingress flow in the given form: a MediaConnect flow with its sources, interfaces and media streams. */
export function ingressFlow<N extends z.ZodType, Aes extends z.ZodType, Srt extends z.ZodType>(
  form: Form<N, Aes, Srt>,
) {
  const { object } = form;
  return object({
    name: form.name,
    region: Region,
    az: AvailabilityZone.optional(),
    'failover-config': z
      .discriminatedUnion(
        'mode',
        [
          object({ mode: z.literal('FAILOVER'), 'primary-flow-source': Name.optional() }),
          object({ mode: z.literal('MERGE'), 'recovery-window': RecoveryWindow }),
        ],
        branches('FAILOVER', 'MERGE'),
      )
      .optional(),
    'flow-sources': list(flowSource(form), 1, 2, 'flow sources'),
    'vpc-interfaces': list(
      object({
        name: form.name,
        'network-interface-type': InterfaceType.default('ena'),
        'subnet-id': SubnetId,
        'security-group-ids': list(SecurityGroupId, 1, 16, 'security groups'),
        metadata: Metadata.optional(),
      }),
      0,
      3,
      'VPC interfaces',
    ).optional(),
    'media-streams': list(mediaStream(form), 0, 50, 'media streams').optional(),
    metadata: Metadata.optional(),
  });
}
