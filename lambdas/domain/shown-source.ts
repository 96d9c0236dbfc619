import * as z from 'zod';
import { EgressName, egressFlows } from './egress-flow';
import { ingressFlow } from './ingress-flow';
import { Flag, Name, open } from './members';
import { Metadata } from './metadata';
import { ProvisioningStatus } from './provisioning-status';
import { mask, shownAesKey, shownSrtPassphrase } from './secret';
import { exactlyOne, ProvisionedFlow, settings } from './source';

const ProvisionedEgressFlow = open({
  arn: z.string(),
  az: z.string().optional(),
  region: z.string(),
  name: z.string(),
  ip: z.string().optional(),
  port: z.int().optional(),
});

/** Every flow of a source; both lists are empty while nothing is provisioned. */
export const ProvisionedFlows = open({
  'ingress-flows': z.array(ProvisionedFlow),
  'egress-flows': z.array(ProvisionedEgressFlow),
});
export type ProvisionedFlows = z.infer<typeof ProvisionedFlows>;

/** In what a flow differs from what is stored; values are in the words of the service, as its console shows them. */
const Drift = z.array(
  open({
    resource: z.string(),
    member: z.string().optional(),
    desired: z.unknown().optional(),
    actual: z.unknown().optional(),
  }),
);

const identity = { id: z.uuid({ version: 'v4' }) };
const provisioning = {
  'provisioning-status': ProvisioningStatus,
  'provisioning-status-timestamp': z.iso.datetime(),
};

function answer<Value extends z.ZodType>(secretValue: Value) {
  return open({
    ...identity,
    ...settings,
    'ingress-flows': exactlyOne(
      ingressFlow({
        object: open,
        name: Name,
        aes: shownAesKey(open, secretValue),
        srt: shownSrtPassphrase(open, secretValue),
      }),
    ),
    'egress-flows': egressFlows(open, EgressName, {}),
    'provisioned-flows': ProvisionedFlows,
    drift: Drift.optional(),
    'provisioning-error-reason': z.string().optional(),
    ...provisioning,
  });
}

/** A whole source as an answer shows it; anything but the mask in place of a secret fails to parse. */
export const Source = answer(z.literal(mask));
export type Source = z.infer<typeof Source>;

/** A whole source with its secrets in clear. */
export const RevealedSource = answer(z.string());
export type RevealedSource = z.infer<typeof RevealedSource>;

/** A source in a list that is not inlined. */
export const SourceSummary = open({ ...identity, hidden: Flag, metadata: Metadata, ...provisioning });
export type SourceSummary = z.infer<typeof SourceSummary>;
