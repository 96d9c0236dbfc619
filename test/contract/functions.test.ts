import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { environments } from '../../lambdas/contract/environment';
import { tasks } from '../../lambdas/contract/tasks';

const kebab = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

it.each(Object.keys(environments))('%s has one file of its name, where the stack looks for it', (name) => {
  const rooms = ['api', 'provisioning', 'events'].filter((room) =>
    existsSync(resolve(__dirname, `../../lambdas/${room}/${kebab(name)}.ts`)),
  );
  expect(rooms).toHaveLength(1);
});

describe('the task table', () => {
  it('has each name once, and its function an environment', () => {
    const names = tasks.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(Object.keys(environments)).toContain(name);
  });

  it.each(tasks)('$name takes a run of version 1, and of no other', ({ input }) => {
    const run = { version: 1, sourceId: 'id', run: 2 };
    const more = {
      flow: { arn: 'a', region: 'r', polls: 0, steps: 0 },
      flowIndex: 0,
      target: 'requested',
      removal: 'surplus',
      arns: ['a'],
      error: { Error: 'Refused' },
    };
    expect(input.safeParse({ ...run, ...more }).success).toBe(true);
    for (const broken of [{ version: 2 }, { version: undefined }, { run: undefined }, { sourceId: undefined }]) {
      expect(input.safeParse({ ...run, ...more, ...broken }).success).toBe(false);
    }
  });

  it.each(tasks)('$name drops what it does not show', ({ output }) => {
    const shown = {
      mode: 'converge',
      target: 'requested',
      restores: false,
      needsPreFlight: true,
      flowIndexes: [0],
      inForceIndexes: [0],
      flows: [],
      mayHaveOthers: false,
      hasSurplusSecrets: false,
      arn: 'a',
      region: 'r',
      status: 'ACTIVE',
      next: 'done',
      polls: 0,
      steps: 0,
    };
    expect(output.parse({ ...shown, secret: 'canary' })).not.toHaveProperty('secret');
  });
});
