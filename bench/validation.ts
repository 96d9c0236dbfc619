import { checkSource } from '../lambdas/domain/check-source';
import { duplicateMembers } from '../lambdas/runtime/duplicate-members';
import { sourceRequest } from '../test/support/sources';
import type { Table } from './run';
import { judged, median, rounded } from './statistics';

const rounds = 500;
const bodyLimitBytes = 64 * 1024;

/** A legal source as long as a body may be: as many and as long labels, streams and descriptions as fit. */
function largestSource(): string {
  const source = sourceRequest('srt-listener');
  const [flow] = source['ingress-flows'];
  if (!flow) throw new Error('the example has no ingress flow');
  const labels = (prefix: string, count: number) =>
    Array.from({ length: count }, (_, index) => ({
      key: `${prefix}-${index}-${'k'.repeat(110)}`,
      value: 'v'.repeat(250),
    }));
  flow.metadata = { labels: labels('flow', 20) };
  const largest = { ...source, metadata: { labels: labels('source', 20) } };
  flow['vpc-interfaces'] = ['a', 'b'].map((name) => ({
    name,
    'subnet-id': 'subnet-0123456789abcdef0',
    'security-group-ids': Array.from({ length: 16 }, (_, index) => `sg-${String(index).padStart(17, '0')}`),
    metadata: { labels: labels(name, 40) },
  }));
  flow['flow-sources'][0] = { ...flow['flow-sources'][0], metadata: { labels: labels('leg', 40) } } as never;
  const body = JSON.stringify(largest);
  if (body.length > bodyLimitBytes) throw new Error(`the largest source has ${body.length} bytes, which is too large`);
  const { faults } = checkSource(JSON.parse(body));
  if (faults) throw new Error(`the largest source is not legal: ${JSON.stringify(faults.slice(0, 3))}`);
  return body;
}

/** Milliseconds that a body of nearly the largest size takes to be checked, for duplicate members and by the rules, against parsing it. */
export async function validationTable(): Promise<Table> {
  const body = largestSource();
  const parsing: number[] = [];
  const checking: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const start = performance.now();
    const document = JSON.parse(body);
    const parsed = performance.now();
    duplicateMembers(body);
    checkSource(document);
    parsing.push(parsed - start);
    checking.push(performance.now() - parsed);
  }
  const check = median(checking.slice(rounds / 5));
  const parse = median(parsing.slice(rounds / 5));
  return {
    'largest legal source': {
      bytes: body.length,
      'check ms': rounded(check, 3),
      ...judged(check, 2),
      'JSON.parse ms': rounded(parse, 3),
      ratio: rounded(check / parse),
    },
  };
}
