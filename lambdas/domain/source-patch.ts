import * as z from 'zod';
import { EgressName, egressFlows } from './egress-flow';
import { ingressFlow } from './ingress-flow';
import { closed, Name } from './members';
import { PatchAesKey, PatchSrtPassphrase, RevisedAesKey, RevisedSrtPassphrase } from './secret-patch';
import { Source } from './shown-source';
import { exactlyOne, settings } from './source';
import { SourceRequest } from './source-request';

const requestMembers = Object.entries(SourceRequest.shape);

/** The top-level members that only answers have: an update accepts and ignores them, `id` excepted. */
export const answerOnly: ReadonlySet<string> = new Set(
  Object.keys(Source.shape).filter((member) => !(member in SourceRequest.shape)),
);

/** The top-level members that an update may remove with null, which leaves the default where there is one. */
export const removable: ReadonlySet<string> = new Set(
  requestMembers.filter(([, member]) => member.safeParse(undefined).success).map(([name]) => name),
);

const ignored = Object.fromEntries([...answerOnly].map((name) => [name, z.unknown().meta({ readOnly: true })]));

/**
 * The body of an update as documented. It fills in no defaults, since an absent member keeps what is stored, and no
 * handler parses with it: patchSource holds the rules.
 */
export const SourcePatch = closed({
  alarm: settings.alarm.nullable(),
  hidden: settings.hidden.unwrap().nullable(),
  metadata: settings.metadata,
  'proxy-enabled': settings['proxy-enabled'].nullable(),
  'proxy-tier': settings['proxy-tier'].unwrap().nullable(),
  'ingress-flows': exactlyOne(
    ingressFlow({ object: closed, name: Name.optional(), aes: PatchAesKey, srt: PatchSrtPassphrase }),
  ),
  'egress-flows': egressFlows(closed, EgressName.optional(), {}).nullable(),
  ...ignored,
}).partial();

/** A whole source in which an encrypted flow source brings a new secret or keeps the stored one. */
export const SourceRevision = closed({
  ...settings,
  'ingress-flows': exactlyOne(
    ingressFlow({ object: closed, name: Name.optional(), aes: RevisedAesKey, srt: RevisedSrtPassphrase }),
  ),
  'egress-flows': egressFlows(closed, EgressName.optional(), {}),
});
export type SourceRevision = z.infer<typeof SourceRevision>;
