import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const fixtures = resolve(__dirname, '..', 'fixtures', 'seed');

/** What the published examples need before they are valid: the place, the value (undefined: none), and the reason. */
export type Change = readonly [pointer: string, value: unknown, reason: string];

const flow = '/ingress-flows/0';
const flowSource = `${flow}/flow-sources/0`;
const vpcInterface = `${flow}/vpc-interfaces/0`;

const placeholders: Change[] = [
  [`${flow}/region`, 'eu-west-1', 'placeholder: a Region'],
  [`${flow}/az`, 'eu-west-1a', 'placeholder: a zone of the Region'],
  [
    `${flowSource}/entitlement-arn`,
    'arn:aws:mediaconnect:eu-west-1:999988887777:entitlement:1-11aa22bb33cc44dd-11aa22bb33cc:news',
    'placeholder: an ARN of the Region',
  ],
  [`${vpcInterface}/subnet-id`, 'subnet-0123456789abcdef0', 'placeholder: an id'],
  [`${vpcInterface}/security-group-ids/0`, 'sg-0123456789abcdef0', 'placeholder: an id'],
  ['/proxy-tier', 1, 'placeholder: the published range is 1 to 5'],
];

/** What differs between the published request and one that is accepted. */
export const requestChanges: readonly Change[] = [
  ...placeholders,
  [`${flowSource}/decryption-settings/key`, '00112233445566778899aabbccddeeff', 'placeholder: 32 digits for AES128'],
  [`${flow}/failover-config`, undefined, 'an entitlement has one flow source, which has nothing to fail over to'],
  [`${flow}/media-streams`, undefined, 'an entitlement carries a transport stream, which has no media streams'],
];

/** What differs between the published source and one that this API answers. */
export const sourceChanges: readonly Change[] = [
  ...placeholders,
  [`${flowSource}/decryption-settings/key`, '********', 'placeholder: secrets are masked'],
];

/** One of the published examples, as it stands on the page. */
export function published(name: string): unknown {
  return JSON.parse(readFileSync(join(fixtures, `${name}.json`), 'utf8'));
}

/** A copy of a document with the changes made. */
export function changed(document: unknown, changes: readonly Change[]): unknown {
  const copy = structuredClone(document);
  for (const [pointer, value] of changes) {
    const steps = pointer.split('/').slice(1);
    const last = steps.pop() ?? '';
    const parent = steps.reduce((at, step) => at[step] as Record<string, unknown>, copy as Record<string, unknown>);
    if (!(last in parent)) throw new Error(`the document has no ${pointer}`);
    if (value === undefined) delete parent[last];
    else parent[last] = value;
  }
  return copy;
}
