import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const file = join(__dirname, '..', '..', 'lambdas', 'runtime', 'metrics.ts');

/** What the function's log has after `code` was run with `count`. */
function logOf(code: string): Record<string, unknown>[] {
  const script = `const { count } = require(${JSON.stringify(file)}); ${code}`;
  const env = { ...process.env, POWERTOOLS_SERVICE_NAME: 'Headworks-Two' };
  const { stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', '-e', script], { encoding: 'utf8', env });
  expect(stderr).toBe('');
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

describe('a count', () => {
  it('is a line of the log in the embedded metric format, one for each, under the name of the stack', () => {
    const [first, second, ...rest] = logOf("count('ForgedEvent'); count('UnknownEvent', 3)");
    expect(rest).toEqual([]);
    expect(first).toMatchObject({
      service: 'Headworks-Two',
      ForgedEvent: 1,
      _aws: {
        CloudWatchMetrics: [
          { Namespace: 'Headworks', Dimensions: [['service']], Metrics: [{ Name: 'ForgedEvent', Unit: 'Count' }] },
        ],
      },
    });
    expect(second).toMatchObject({ UnknownEvent: 3 });
  });
});
