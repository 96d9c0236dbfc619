import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { mockClient } from 'aws-sdk-client-mock';
import { type ApiAnswer, ask, type EventOptions } from './api-event';
import { describedFlow, knowing } from './described-flow';
import { enterFunction } from './function-environment';
import { type SecretVault, useSecretVault } from './secret-vault';
import { type SourceTable, startSourceTable } from './source-table';
import { type StubService, startStubService } from './stub-service';

const files = {
  POST: 'create-source',
  GET: 'get-source',
  PATCH: 'update-source',
  PUT: 'update-source',
  DELETE: 'delete-source',
  start: 'start-source',
  stop: 'stop-source',
  repair: 'repair-source',
  thumbnail: 'get-source-thumbnail',
  proxy: 'get-source-proxy',
  account: 'delete-target-account',
} as const;
/** How a request is asked for: by its HTTP method, or by the word that its path ends with. */
export type Method = keyof typeof files;

/** The functions of one source's endpoints, over a table and a vault of their own. */
export interface ApiFunctions {
  table: SourceTable;
  vault: SecretVault;
  /** Knows the flow of the fixtures, running and as stored, unless told. */
  mediaconnect: StubService;
  /** CloudWatch, without any metric unless told. */
  metrics: StubService;
  /** MediaLive, which has nothing unless told. */
  medialive: StubService;
  /** Calls the function of a method. */
  call(method: Method, options?: EventOptions): Promise<ApiAnswer>;
  /** The names of the executions that were started, with the workflow they are of. */
  started(): string[];
}

const intents = new Set<Method>(['start', 'stop', 'repair']);

/** Loads the functions for one test file, with settings of your own, and empties what is behind them for each test. */
export function useApiFunctions(settings: Record<string, string> = {}): ApiFunctions {
  const steps = mockClient(SFNClient);
  const handlers: Record<string, unknown> = {};
  const functions = {
    vault: useSecretVault(),
    call: (method, options) =>
      ask(handlers[files[method]], { method: intents.has(method) ? 'POST' : method, ...options }),
    started: () =>
      steps.commandCalls(StartExecutionCommand).map(({ args }) => {
        const { stateMachineArn = '', name } = args[0].input;
        return `${stateMachineArn.split(':').at(-1)} ${name}`;
      }),
  } as ApiFunctions;
  beforeAll(async () => {
    functions.mediaconnect = await startStubService();
    functions.metrics = await startStubService();
    functions.medialive = await startStubService();
    enterFunction({
      AWS_ENDPOINT_URL_MEDIACONNECT: functions.mediaconnect.url,
      AWS_ENDPOINT_URL_CLOUDWATCH: functions.metrics.url,
      AWS_ENDPOINT_URL_MEDIALIVE: functions.medialive.url,
      ...settings,
    });
    functions.table = await startSourceTable();
    for (const file of Object.values(files)) handlers[file] = (await import(`../../lambdas/api/${file}`)).handler;
  });
  beforeEach(() => {
    functions.mediaconnect.answer(knowing(describedFlow()));
    functions.metrics.answer(() => ({ body: { MetricDataResults: [] } }));
    functions.medialive.answer(() => ({ status: 404, error: 'NotFoundException' }));
    steps.reset();
    steps.on(StartExecutionCommand).resolves({});
  });
  afterEach(() => functions.table.clear());
  afterAll(async () => {
    await functions.table.close();
    await Promise.all([functions.mediaconnect, functions.metrics, functions.medialive].map((each) => each.close()));
  });
  return functions;
}
