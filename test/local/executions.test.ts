import { appendFileSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Execution, Executions } from '../../local/executions';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'executions-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const prefix = 'arn:aws:states:eu-west-1:111122223333';
function execution(name: string, changes: Partial<Execution> = {}): Execution {
  const stateMachineArn = `${prefix}:stateMachine:m`;
  const executionArn = `${prefix}:execution:m:${name}`;
  return { executionArn, stateMachineArn, name, status: 'RUNNING', startDate: Date.now(), input: '{}', ...changes };
}

it('reads what a killed process has left, without the line it was writing', () => {
  const executions = new Executions(folder);
  const one = execution('one');
  executions.save(one);
  executions.record(one, 'ExecutionStarted');
  appendFileSync(join(folder, readdirSync(folder)[0] ?? ''), '{"execution":{"status":"SUCC');
  const again = new Executions(folder);
  expect(again.all()).toEqual([one]);
  again.record(one, 'ExecutionStarted');
  expect(again.history(one).map(({ id, type }) => [id, type])).toEqual([
    [1, 'ExecutionStarted'],
    [2, 'ExecutionStarted'],
  ]);
});

it('forgets an execution 90 days after its end, and no running one', () => {
  const day = 24 * 60 * 60 * 1000;
  const executions = new Executions(folder);
  const ended = (days: number) => ({ status: 'SUCCEEDED', stopDate: Date.now() - days * day }) as const;
  executions.save(execution('recent', ended(89)));
  executions.save(execution('old', ended(91)));
  executions.save(execution('endless', { startDate: Date.now() - 200 * day }));
  const names = new Executions(folder).all().map(({ name }) => name);
  expect(names.sort()).toEqual(['endless', 'recent']);
  expect(readdirSync(folder)).toHaveLength(2);
});

it('keeps executions apart whatever characters their names have', () => {
  const executions = new Executions(folder);
  for (const name of ['é', 'è', '日本', '..']) executions.save(execution(name, { input: `"${name}"` }));
  expect(new Executions(folder).all().map(({ name, input }) => [name, input])).toEqual(
    expect.arrayContaining(['é', 'è', '日本', '..'].map((name) => [name, `"${name}"`])),
  );
  expect(readdirSync(folder)).toHaveLength(4);
});
