import { Bench, home, neighbour, pass, useServiceTime } from './bench';
import { pairedFlow, transportSources } from './flows';
import { operationOf, operations } from './model';

useServiceTime();
const source = transportSources.rtp;

describe('the life of a flow', () => {
  it('goes from STANDBY to ACTIVE and back, and then to nothing, each in its time', async () => {
    const bench = new Bench();
    const flowArn = await bench.create({ source });
    expect(flowArn).toMatch(
      /^arn:aws:mediaconnect:eu-west-1:111122223333:flow:1-[A-Za-z0-9]{16}-[A-Za-z0-9]{12}:studio$/,
    );
    const steps = [
      { operation: 'StartFlow', during: 'STARTING', seconds: 20, after: 'ACTIVE' },
      { operation: 'StopFlow', during: 'STOPPING', seconds: 10, after: 'STANDBY' },
    ];
    for (const { operation, during, seconds, after } of steps) {
      expect(await bench.ok(operation, { flowArn })).toEqual({ flowArn, status: during });
      pass(seconds - 0.001);
      expect(await bench.status(flowArn)).toBe(during);
      pass(0.001);
      expect(await bench.status(flowArn)).toBe(after);
    }
    expect(await bench.ok('DeleteFlow', { flowArn })).toEqual({ flowArn, status: 'DELETING' });
    pass(29.999);
    expect(await bench.status(flowArn)).toBe('DELETING');
    pass(0.001);
    expect(await bench.refusal('DescribeFlow', { flowArn })).toMatch(/^NotFoundException: /);
    expect((await bench.ok('ListFlows')).flows).toEqual([]);
    expect(bench.take('Flow Status Change')).toEqual([
      { previousStatus: 'STANDBY', currentStatus: 'STARTING' },
      { previousStatus: 'STARTING', currentStatus: 'ACTIVE' },
      { previousStatus: 'ACTIVE', currentStatus: 'STOPPING' },
      { previousStatus: 'STOPPING', currentStatus: 'STANDBY' },
      { previousStatus: 'STANDBY', currentStatus: 'DELETING' },
    ]);
  });

  it('divides the durations by its speed', async () => {
    const bench = new Bench(undefined, 10);
    const flowArn = await bench.create({ source });
    await bench.ok('StartFlow', { flowArn });
    pass(1.999);
    expect(await bench.status(flowArn)).toBe('STARTING');
    pass(0.001);
    expect(await bench.status(flowArn)).toBe('ACTIVE');
  });

  it('settles an update after two seconds, in the status it had before', async () => {
    const bench = new Bench();
    const flowArn = await bench.run({ source });
    const monitoring = { sourceMonitoringConfig: { thumbnailState: 'ENABLED' } };
    expect((await bench.ok('UpdateFlow', { flowArn, ...monitoring })).flow).toMatchObject({
      status: 'UPDATING',
      ...monitoring,
    });
    pass(2);
    expect(await bench.status(flowArn)).toBe('ACTIVE');
    expect(bench.take('Flow Status Change').slice(-2)).toEqual([
      { previousStatus: 'ACTIVE', currentStatus: 'UPDATING' },
      { previousStatus: 'UPDATING', currentStatus: 'ACTIVE' },
    ]);
  });

  it('never ends a transition that is stuck, not even after a restart', async () => {
    const bench = new Bench();
    const flowArn = await bench.create({ source });
    bench.stuck.add('StartFlow');
    await bench.ok('StartFlow', { flowArn });
    bench.stuck.clear();
    pass(3600);
    bench.restart();
    pass(3600);
    expect(await bench.status(flowArn)).toBe('STARTING');
  });

  it('stamps its events with the account, the Region, the flow and whole seconds', async () => {
    const bench = new Bench();
    const flowArn = await bench.create({ source });
    await bench.ok('StartFlow', { flowArn });
    expect(bench.events).toEqual([
      {
        account: '111122223333',
        region: 'eu-west-1',
        time: '2026-03-02T10:15:30Z',
        source: 'aws.mediaconnect',
        'detail-type': 'MediaConnect Flow Status Change',
        resources: [flowArn],
        detail: { currentStatus: 'STARTING', previousStatus: 'STANDBY' },
      },
    ]);
  });
});

describe('what a status allows', () => {
  const inStatus: Record<string, (bench: Bench, flowArn: string) => Promise<unknown>> = {
    STANDBY: async () => undefined,
    STARTING: (bench, flowArn) => bench.ok('StartFlow', { flowArn }),
    ACTIVE: async (bench, flowArn) => {
      await bench.ok('StartFlow', { flowArn });
      pass(20);
    },
    STOPPING: async (bench, flowArn) => {
      await bench.ok('StartFlow', { flowArn });
      pass(20);
      await bench.ok('StopFlow', { flowArn });
    },
    UPDATING: (bench, flowArn) => bench.ok('UpdateFlow', { flowArn, maintenance: { maintenanceDay: 'Friday' } }),
    DELETING: (bench, flowArn) => bench.ok('DeleteFlow', { flowArn }),
  };
  const second = { ...transportSources.rtp, name: 'b', ingestPort: 5010 };
  const calls: Record<string, { input?: Record<string, unknown>; allowed: string[] }> = {
    StartFlow: { allowed: ['STANDBY'] },
    StopFlow: { allowed: ['ACTIVE'] },
    DeleteFlow: { allowed: ['STANDBY'] },
    UpdateFlow: { input: { maintenance: { maintenanceDay: 'Sunday' } }, allowed: ['STANDBY', 'ACTIVE'] },
    AddFlowSources: { input: { sources: [second] }, allowed: ['STANDBY', 'ACTIVE'] },
    DescribeFlow: { allowed: Object.keys(inStatus) },
  };
  const cases = Object.entries(calls).flatMap(([operation, { input, allowed }]) =>
    Object.keys(inStatus).map((status) => ({ operation, input, status, allowed: allowed.includes(status) })),
  );

  it.each(cases)('$operation in $status: $allowed', async ({ operation, input, status, allowed }) => {
    const bench = new Bench();
    const sourceFailoverConfig = { state: 'ENABLED', failoverMode: 'MERGE' };
    const flowArn = await bench.create({ source, sourceFailoverConfig });
    await inStatus[status]?.(bench, flowArn);
    expect(await bench.status(flowArn)).toBe(status);
    if (allowed) await bench.ok(operation, { flowArn, ...input });
    else
      expect(await bench.refusal(operation, { flowArn, ...input })).toMatch(
        new RegExp(`^BadRequestException: .* in status ${status};`),
      );
  });

  it('lets monitoring be set while an update settles', async () => {
    const bench = new Bench();
    const flowArn = await bench.create({ source });
    await bench.ok('UpdateFlow', { flowArn, maintenance: { maintenanceDay: 'Sunday' } });
    await bench.ok('UpdateFlow', { flowArn, sourceMonitoringConfig: { contentQualityAnalysisState: 'ENABLED' } });
    pass(2);
    expect((await bench.describe(flowArn)).flow).toMatchObject({
      status: 'STANDBY',
      sourceMonitoringConfig: { contentQualityAnalysisState: 'ENABLED' },
    });
  });
});

describe('the door', () => {
  it('knows every operation of the model by its method and path', () => {
    const { simulator } = new Bench();
    const identified = operations.map((name) => {
      const { method, requestUri } = operationOf(name).http;
      return simulator.identify(method, requestUri.replace(/\{\w+\}/g, 'arn%3Aaws%3Ax'))?.operation;
    });
    expect(identified).toEqual(operations);
  });

  it('answers what it does not simulate with UnknownOperationException', async () => {
    const { simulator } = new Bench();
    const answer = await simulator.handle({
      method: 'GET',
      path: '/v1/bridges',
      query: new URLSearchParams(),
      body: '',
      ...home,
    });
    expect(answer.status).toBe(404);
    expect(answer.headers['x-amzn-errortype']).toBe('UnknownOperationException');
    expect(simulator.identify('GET', '/v1/bridges')).toBeUndefined();
  });

  it.each(['{', '[]', '"x"', 'null'])('refuses the body %s', async (body) => {
    const { simulator } = new Bench();
    const answer = await simulator.handle({
      method: 'POST',
      path: '/v1/flows',
      query: new URLSearchParams(),
      body,
      ...home,
    });
    expect(answer.status).toBe(400);
  });

  it('refuses a path that is not percent-encoded properly', async () => {
    const { simulator } = new Bench();
    const request = { method: 'GET', path: '/v1/flows/%E0%A4%A', query: new URLSearchParams(), body: '', ...home };
    expect((await simulator.handle(request)).status).toBe(400);
    expect(simulator.identify('GET', request.path)).toBeUndefined();
  });

  it('keeps accounts and Regions apart', async () => {
    const bench = new Bench();
    const flowArn = await bench.create({ source });
    for (const who of [neighbour, { ...home, region: 'us-east-1' }]) {
      expect((await bench.ok('ListFlows', {}, who)).flows).toEqual([]);
      expect(await bench.refusal('DeleteFlow', { flowArn }, who)).toMatch(/^NotFoundException/);
    }
  });

  it('gives back the request id it was given', async () => {
    const { simulator } = new Bench();
    const request = {
      method: 'GET',
      path: '/v1/flows',
      query: new URLSearchParams(),
      body: '',
      ...home,
      requestId: 'r-1',
    };
    expect((await simulator.handle(request)).headers['x-amzn-requestid']).toBe('r-1');
  });

  it('leaves nothing of a refused call', async () => {
    const bench = new Bench();
    const flowArn = await bench.create(pairedFlow);
    const before = await bench.describe(flowArn);
    const change = {
      flowArn,
      sourceFailoverConfig: { state: 'DISABLED' },
      sourceMonitoringConfig: { thumbnailState: 'ENABLED' },
    };
    expect(await bench.refusal('UpdateFlow', change)).toMatch(/A second source needs/);
    expect(await bench.describe(flowArn)).toEqual(before);
  });
});

describe('quota and rates', () => {
  it('refuses the 21st flow of an account in a Region with CreateFlow420Exception', async () => {
    const bench = new Bench();
    for (let number = 1; number <= 20; number += 1) await bench.create({ source });
    expect(await bench.refusal('CreateFlow', { name: 'studio', source })).toMatch(/^CreateFlow420Exception: .*20/);
    await bench.create({ source }, neighbour);
    const { flows } = await bench.ok('ListFlows', { maxResults: 1 });
    await bench.ok('DeleteFlow', { flowArn: flows[0].flowArn });
    pass(30);
    await bench.create({ source });
  });

  it('allows 30 calls at once and then 5 a second, whatever its speed', async () => {
    const bench = new Bench(undefined, 100);
    const answers = async (count: number) => {
      const codes = [];
      for (let number = 0; number < count; number += 1) codes.push((await bench.call('ListFlows')).status);
      return codes.filter((code) => code === 200).length;
    };
    expect(await answers(40)).toBe(30);
    expect(await bench.refusal('ListTagsForResource', { resourceArn: 'x' })).toMatch(/^TooManyRequestsException/);
    pass(2);
    expect(await answers(40)).toBe(10);
    await bench.ok('ListFlows', {}, neighbour);
  });

  it('has a bucket of its own for DescribeFlow, refilled at 30 a second', async () => {
    const bench = new Bench();
    const flowArn = await bench.create({ source });
    const served = async (count: number) => {
      let number = 0;
      for (let index = 0; index < count; index += 1)
        number += (await bench.call('DescribeFlow', { flowArn })).status === 200 ? 1 : 0;
      return number;
    };
    expect(await served(35)).toBe(30);
    await bench.ok('ListFlows');
    pass(0.5);
    expect(await served(35)).toBe(15);
  });
});
