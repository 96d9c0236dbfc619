import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type * as z from 'zod';
import { deleteSource, getSourceStatus } from '../../lambdas/contract/endpoints';
import { getSourceMetrics, getSourceServiceInfo } from '../../lambdas/contract/observation-endpoints';
import { checkSource } from '../../lambdas/domain/check-source';
import { Source } from '../../lambdas/domain/shown-source';
import { faultsBy } from '../support/openapi';
import { type Change, changed, published, requestChanges, sourceChanges } from '../support/published';

const docs = resolve(__dirname, '..', '..', 'docs');

describe('the published request', () => {
  const body = changed(published('source-request'), requestChanges);

  it('is accepted once its placeholders are valid', () => {
    expect(checkSource(body).faults).toBeUndefined();
    expect(faultsBy('SourceRequest', body)).toEqual([]);
  });

  it.each(requestChanges.map((change) => [change[0], change] as const))('needs the change of %s', (pointer, change) => {
    const others = requestChanges.filter((one) => one !== change);
    const { faults = [] } = checkSource(changed(published('source-request'), others));
    // A placeholder for the Region also stands against what is of another Region.
    expect(faults.map((fault) => fault.pointer)).toContain(pointer);
  });

  it('is the example of the document', () => {
    expect(JSON.parse(readFileSync(join(docs, 'examples', 'source-request.json'), 'utf8'))).toEqual(body);
  });
});

type Row = [name: string, component: string, schema: z.ZodType, changes: readonly Change[]];

describe.each<Row>([
  ['source', 'Source', Source, sourceChanges],
  ['deleted', 'DeleteSourceAnswer', deleteSource.answer, []],
  ['status', 'SourceStatus', getSourceStatus.answer, []],
  ['metrics', 'SourceMetrics', getSourceMetrics.answer, []],
  ['service-info', 'ServiceInfo', getSourceServiceInfo.answer, []],
])('the published answer %s', (name, component, schema, changes) => {
  const answer = changed(published(name), changes);

  it('passes the schema that our answers pass, whole', () => {
    expect(schema.parse(answer)).toEqual(answer);
  });

  it('fits the document', () => {
    expect(faultsBy(component, answer)).toEqual([]);
  });
});
