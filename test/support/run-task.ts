import { lambdaContext } from './api-event';
import { sourceId } from './configured-source';
import { enterFunction } from './function-environment';
import { flowArn } from './source-record';
import { type SourceTable, startSourceTable } from './source-table';
import { type StubService, startStubService } from './stub-service';

/** The flow of the fixtures as a workflow hands it from task to task. */
export const flow = { arn: flowArn, region: 'eu-west-1' };

/** A table, a MediaConnect and a CloudWatch for the tasks of one test file. */
export interface Workbench {
  table: SourceTable;
  mediaconnect: StubService;
  /** CloudWatch, without any metric unless told. */
  metrics: StubService;
}

/** Starts them, and empties them after each test. The handler is to be imported in a `beforeAll` after this. */
export function useWorkbench(): Workbench {
  const bench = {} as Workbench;
  beforeAll(async () => {
    bench.mediaconnect = await startStubService();
    bench.metrics = await startStubService();
    enterFunction({
      AWS_ENDPOINT_URL_MEDIACONNECT: bench.mediaconnect.url,
      AWS_ENDPOINT_URL_CLOUDWATCH: bench.metrics.url,
    });
    bench.table = await startSourceTable();
  });
  beforeEach(() => {
    bench.mediaconnect.answer(() => ({ status: 404, error: 'NotFoundException' }));
    bench.metrics.answer(() => ({ body: { MetricDataResults: [] } }));
  });
  afterEach(() => bench.table.clear());
  afterAll(async () => {
    await bench.table.close();
    await Promise.all([bench.mediaconnect.close(), bench.metrics.close()]);
  });
  return bench;
}

/** Runs a task's exported handler for run 1 of the fixtures' source, with an input of your own over it. */
// biome-ignore lint/suspicious/noExplicitAny: a test looks into outputs of any shape
export function runTask(handler: unknown, input: object = {}): Promise<any> {
  const run = handler as (event: unknown, context: object) => Promise<unknown>;
  return run({ version: 1, sourceId, run: 1, ...input }, lambdaContext);
}
