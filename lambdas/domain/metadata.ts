import type * as z from 'zod';
import { quoted } from './fault';
import { closed, list, pattern } from './members';
import { tagPrefix } from './ownership';

/** The most labels in one list. Labels become tags, of which AWS allows 50 on a resource; the rest are ours. */
export const maximumLabels = 40;

const reservedPrefixes = ['aws:', tagPrefix];
const characters = 'letters, digits, spaces and . : + = @ _ / -';

const LabelKey = pattern(/^[\p{L}\p{N} .:+=@_/-]{1,128}$/u, `use 1 to 128 ${characters}`).refine(
  (key) => !reservedPrefixes.some((prefix) => key.toLowerCase().startsWith(prefix)),
  {
    error: (issue) =>
      `${quoted(String(issue.input))} has a reserved prefix; use a key that does not begin with ${reservedPrefixes.join(' or ')}`,
  },
);
const LabelValue = pattern(/^[\p{L}\p{N} .:+=@_/-]{0,256}$/u, `use at most 256 ${characters}`);

/** A label: it becomes a tag of the AWS resource, so it follows the tag rules of AWS. */
export const Label = closed({ key: LabelKey, value: LabelValue });
export type Label = z.infer<typeof Label>;

/** What clients say of a source or a part of it in their own terms. */
export const Metadata = closed({ labels: list(Label, 0, maximumLabels, 'labels').optional() });
export type Metadata = z.infer<typeof Metadata>;
