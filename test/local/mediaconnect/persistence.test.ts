import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Bench, home, pass, useServiceTime } from './bench';
import { pairedFlow, srtSecret, transportSources } from './flows';

describe('a restart', () => {
  useServiceTime();

  it('finds flows, tags and signals as they were', async () => {
    const bench = new Bench();
    bench.secrets.set(srtSecret, 'a long passphrase');
    const flowArn = await bench.run({ ...pairedFlow, flowTags: { a: '1' } });
    bench.signal({ flowArn, connected: true });
    const before = await bench.describe(flowArn);
    bench.restart();
    expect(await bench.describe(flowArn)).toEqual(before);
    expect(await bench.ok('ListTagsForResource', { resourceArn: flowArn })).toEqual({ tags: { a: '1' } });
    expect(await bench.ok('DescribeFlowSourceMetadata', { flowArn })).toHaveProperty('transportMediaInfo');
  });

  it('goes on with a transition where it was', async () => {
    const bench = new Bench();
    const flowArn = await bench.create({ source: transportSources.rtp });
    await bench.ok('StartFlow', { flowArn });
    pass(15);
    bench.restart();
    pass(4.999);
    expect(await bench.status(flowArn)).toBe('STARTING');
    pass(0.001);
    expect(await bench.status(flowArn)).toBe('ACTIVE');
    expect(bench.take('Flow Status Change').at(-1)).toEqual({ previousStatus: 'STARTING', currentStatus: 'ACTIVE' });
  });

  it('ends a transition whose time passed meanwhile, with its event', async () => {
    const bench = new Bench();
    const flowArn = await bench.create({ source: transportSources.rtp });
    await bench.ok('DeleteFlow', { flowArn });
    bench.simulator.stop();
    pass(3600);
    bench.restart();
    pass(0);
    expect(await bench.refusal('DescribeFlow', { flowArn })).toMatch(/^NotFoundException/);
  });

  it('does not find a secret on disk', async () => {
    const bench = new Bench();
    bench.secrets.set(srtSecret, 'canary-passphrase');
    await bench.run({ source: transportSources['srt-listener'] });
    const files = readdirSync(bench.directory);
    expect(files).toEqual(['111122223333-eu-west-1.json']);
    for (const file of files)
      expect(readFileSync(join(bench.directory, file), 'utf8')).not.toContain('canary-passphrase');
  });

  it('finds no trace of a flow that was deleted', async () => {
    const bench = new Bench();
    const flowArn = await bench.create({ source: transportSources.rtp, flowTags: { a: '1' } });
    await bench.ok('DeleteFlow', { flowArn });
    pass(30);
    const [file = ''] = readdirSync(bench.directory);
    expect(readFileSync(join(bench.directory, file), 'utf8')).not.toContain(flowArn);
  });

  it('finds nothing after a reset, and no transition ends any more', async () => {
    const bench = new Bench();
    const flowArn = await bench.create({ source: transportSources.rtp });
    await bench.ok('StartFlow', { flowArn });
    bench.simulator.reset();
    bench.events.length = 0;
    pass(60);
    expect(bench.events).toEqual([]);
    expect((await bench.ok('ListFlows')).flows).toEqual([]);
    bench.restart();
    expect((await bench.ok('ListFlows')).flows).toEqual([]);
    await bench.create({ source: transportSources.rtp });
  });

  it('refuses a file of another version, and removes one that was never finished', () => {
    const directory = mkdtempSync(join(tmpdir(), 'mediaconnect-'));
    writeFileSync(join(directory, 'a.json.tmp'), '{');
    new Bench(directory).simulator.stop();
    expect(readdirSync(directory)).toEqual([]);
    writeFileSync(join(directory, '111122223333-eu-west-1.json'), '{"version":0}');
    expect(() => new Bench(directory)).toThrow(/is of version 0, not 1: delete it to start afresh/);
  });
});

describe('a process killed while it works', () => {
  const program = `
    const { MediaConnect } = require(${JSON.stringify(join(__dirname, '../../../local/mediaconnect/simulator'))});
    const [, directory] = process.argv;
    const nothing = () => undefined;
    const simulator = new MediaConnect({ directory, speed: 1, readSecret: nothing, publish: nothing, isStuck: () => false });
    const source = { protocol: 'rtp', whitelistCidr: '192.0.2.0/24' };
    (async () => {
      for (let number = 0; ; number += 1) {
        const body = JSON.stringify({ name: 'flow-' + number, source, flowTags: { number: String(number) } });
        const account = String(100000000000 + Math.floor(number / 20));
        const query = new URLSearchParams();
        const answer = await simulator.handle({ method: 'POST', path: '/v1/flows', query, body, account, region: 'eu-west-1' });
        process.stdout.write(account + ' ' + JSON.parse(answer.body).flow.flowArn + '\\n');
      }
    })();`;

  it.each([1, 25, 70])('has every flow it answered for, after %d answers', async (answers) => {
    const directory = mkdtempSync(join(tmpdir(), 'mediaconnect-'));
    const child = spawn(process.execPath, ['--import', 'tsx', '-e', program, directory], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const exit = once(child, 'exit');
    const acknowledged: string[] = [];
    for await (const line of createInterface({ input: child.stdout })) {
      acknowledged.push(line);
      if (acknowledged.length === answers) child.kill('SIGKILL');
    }
    expect(await exit).toEqual([null, 'SIGKILL']);
    expect(acknowledged.length).toBeGreaterThanOrEqual(answers);
    const bench = new Bench(directory);
    for (const line of acknowledged) {
      const [account = '', resourceArn = ''] = line.split(' ');
      const { tags } = await bench.ok('ListTagsForResource', { resourceArn }, { ...home, account });
      expect(tags.number).toBe(resourceArn.split('flow-')[1]);
    }
    bench.simulator.stop();
  }, 20_000);
});
