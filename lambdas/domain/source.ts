import * as z from 'zod';
import { EgressName, egressFlows } from './egress-flow';
import { ingressFlow } from './ingress-flow';
import { closed, Flag, integer, list, Name, open, word } from './members';
import { Metadata } from './metadata';
import { SecretId, StoredAesKey, StoredSrtPassphrase } from './secret';

const alarm = closed({ level: word(['TR_101_290_PRIORITY_1', 'TR_101_290_PRIORITY_2']) }).optional();
/** The list of ingress flows, of which the published contract allows one. */
export const exactlyOne = <Flow extends z.ZodType>(flow: Flow) => list(flow, 1, 1, 'ingress flow');

/** The members of a source beside its flows. */
export const settings = {
  alarm,
  hidden: Flag.default(false),
  metadata: Metadata,
  'proxy-enabled': Flag.optional(),
  'proxy-tier': integer(1, 5).default(1),
};

const StoredFlow = ingressFlow({ object: closed, name: Name, aes: StoredAesKey, srt: StoredSrtPassphrase });
/** The passphrase between an ingress and an egress flow is a secret in the Region of each: one where they share it. */
const StoredEgressFlows = egressFlows(closed, EgressName, { 'secret-id': SecretId, 'feed-secret-id': SecretId });

/** What is stored of a source: names and defaults filled in, secrets by id only. It has no place for a secret value. */
export const SourceConfiguration = closed({
  ...settings,
  'ingress-flows': exactlyOne(StoredFlow),
  'egress-flows': StoredEgressFlows,
});
export type SourceConfiguration = z.infer<typeof SourceConfiguration>;

/** One ingress flow of a stored configuration, its parts, and one egress flow. */
export type IngressFlow = z.infer<typeof StoredFlow>;
export type EgressFlow = NonNullable<SourceConfiguration['egress-flows']>[number];
export type FlowSource = IngressFlow['flow-sources'][number];
export type VpcInterface = NonNullable<IngressFlow['vpc-interfaces']>[number];
export type MediaStream = NonNullable<IngressFlow['media-streams']>[number];

/** A flow as MediaConnect made it: what a sender must know, and what an operator looks for in the console. */
export const ProvisionedFlow = open({
  arn: z.string(),
  name: z.string(),
  region: z.string(),
  az: z.string().optional(),
  'egress-ip': z.string().optional(),
  'flow-sources': z.array(
    open({
      name: z.string(),
      // Records of an earlier version do not have it.
      'source-arn': z.string().optional(),
      ip: z.string().optional(),
      port: z.int().optional(),
      inputs: z.array(open({ ip: z.string(), port: z.int() })).optional(),
      'secret-arn': z.string().optional(),
    }),
  ),
});
export type ProvisionedFlow = z.infer<typeof ProvisionedFlow>;
