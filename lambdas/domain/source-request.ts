import type * as z from 'zod';
import { EgressName, egressFlows } from './egress-flow';
import { ingressFlow } from './ingress-flow';
import { closed, Name } from './members';
import { AesKey, SrtPassphrase } from './secret';
import { exactlyOne, settings } from './source';

/**
 * The body that asks for a source, with its secrets. Its input type is what a client writes; its output type has the
 * defaults filled in. checkSource holds the rules between members.
 */
export const SourceRequest = closed({
  ...settings,
  'ingress-flows': exactlyOne(ingressFlow({ object: closed, name: Name.optional(), aes: AesKey, srt: SrtPassphrase })),
  'egress-flows': egressFlows(closed, EgressName.optional(), {}),
});
export type SourceRequest = z.infer<typeof SourceRequest>;
