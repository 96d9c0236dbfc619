import type { RefreshedFlow } from '../../lambdas/domain/refreshed-flow';
import { SourceStatus } from '../../lambdas/domain/running-status';
import {
  alert,
  backup,
  both,
  changed,
  connected,
  connectedOne,
  failing,
  good,
  health,
  legs,
  looked,
  lost,
  one,
  pair,
  quality,
  timeout,
  two,
} from '../support/flow-story';
import { described, measured, record, started, statusAt } from '../support/observed-record';
import { millisecondOf, type ServiceEvent, serviceEvent, timeOf } from '../support/service-events';

describe('a healthy source', () => {
  it('has a connection, and a bit rate that was measured', () => {
    expect(statusAt(140, one, [...started, connected], looked({}))).toEqual({
      health: { status: 'healthy' },
      'running-status': 'running',
      'running-since': timeOf(0),
      'last-checked': timeOf(130),
      'flow-sources': [
        { name: 'main', state: 'connected', since: timeOf(1), 'bit-rate': 8e6, 'packet-loss-percent': 0 },
      ],
    });
  });

  const flowing = (second: number, isBitrateZero = false) =>
    serviceEvent('Flow Health', second, {
      unhealthy: isBitrateZero,
      current: { isBitrateZero, state: 'CONNECTED' },
      previous: { state: '' },
    });

  it.each<[string, string, SourceStatus]>([
    ['an event of its bit rate', 'healthy', statusAt(60, one, [...started, connected, flowing(2)])],
    [
      'such an event of more than three minutes ago',
      'unknown',
      statusAt(183, one, [...started, connected, flowing(2)]),
    ],
    ['a connection alone', 'unknown', statusAt(60, one, [...started, connected])],
    ['nothing but that it runs', 'unknown', statusAt(30, one, started)],
    [
      'a connection of before it was started',
      'unknown',
      statusAt(90, one, [health(-60, 'main', 'CONNECTED', ''), flowing(-30), ...started]),
    ],
    ['metrics of three minutes ago', 'healthy', statusAt(250, one, [...started, connected], looked({}))],
    ['metrics of more than that', 'unknown', statusAt(251, one, [...started, connected], looked({}))],
    ['metrics alone', 'healthy', statusAt(140, one, [], looked({}))],
    ['one good flow source of two', 'unknown', statusAt(60, two, [...started, connected, flowing(2)])],
    ['two good flow sources', 'healthy', statusAt(140, two, both, pair({}, {}, backup))],
    [
      'metrics of before it was stopped and started',
      'unknown',
      statusAt(
        140,
        one,
        [changed(100, 'STOPPING', 'ACTIVE'), changed(110, 'STARTING', 'STANDBY'), changed(120, 'ACTIVE', 'STARTING')],
        looked({}),
      ),
    ],
    [
      'a bit rate of nothing in a sample that is not over',
      'unknown',
      statusAt(140, one, [...started, connected], {
        described: described(129, ['main']),
        measured: { ...measured(190, { main: { BitRate: 0 } }), at: millisecondOf(129) },
      }),
    ],
  ])('needs more than a claim: %s is %s', (_, expected, status) => {
    expect(status.health).toEqual({ status: expected });
    expect(SourceStatus.parse(status)).toEqual(status);
  });

  it('is not shown after a connection in a sample that also shows none: the loss may have been lost', () => {
    const refreshed = {
      described: described(95, ['main']),
      measured: {
        at: millisecondOf(95),
        'flow-sources': { main: { Connected: [[millisecondOf(60), 0]], BitRate: [[millisecondOf(60), 4e6]] } },
        flow: {},
      } as never,
    };
    const events = [...started, health(80, 'main', 'CONNECTED', 'DISCONNECTED'), flowing(80)];
    expect(statusAt(100, one, events, refreshed).health).toEqual({ status: 'unknown' });
    expect(statusAt(100, one, events).health).toEqual({ status: 'healthy' });
  });

  it('is not made of an update in place, nor unmade by it', () => {
    const updated = [...started, connected, changed(100, 'UPDATING', 'ACTIVE'), changed(102, 'ACTIVE', 'UPDATING')];
    expect(statusAt(140, one, updated, looked({}))).toMatchObject({
      health: { status: 'healthy' },
      'flow-sources': [{ state: 'connected', since: timeOf(1) }],
    });
  });
});

describe('what is over', () => {
  const rowsOver: [string, ServiceEvent[], Omit<RefreshedFlow, 'flow-arn'>][] = [
    [
      'a failing check, by an event',
      [...connectedOne, failing('pcr_error'), health(110, 'main', 'CONNECTED', 'CONNECTED')],
      looked({}),
    ],
    ['an alert that was cleared', [...connectedOne, alert(40, '', timeout), alert(60, '', timeout, false)], looked({})],
    ['an alert that a later look does not list', [...connectedOne, alert(40, '', timeout)], looked({})],
    [
      'an error that a look listed, by an event',
      [...connectedOne, alert(135, '', timeout, false)],
      { ...looked({}), described: described(130, ['main'], { errors: [timeout] }) },
    ],
    [
      'a disconnection of which the metrics know better',
      [...connectedOne, health(30, 'main', 'DISCONNECTED', 'CONNECTED')],
      looked({}),
    ],
    [
      'a black picture',
      [
        ...connectedOne,
        quality(90, 'black_frames_duration_breaching'),
        serviceEvent('Flow Content Quality', 100, { impacted: false }),
      ],
      looked({}),
    ],
    [
      'a failing check of the last time of running',
      [
        failing('pcr_error'),
        changed(105, 'STOPPING', 'ACTIVE'),
        changed(107, 'STARTING', 'STANDBY'),
        changed(110, 'ACTIVE', 'STARTING'),
        health(111, 'main', 'CONNECTED', ''),
      ],
      { described: described(190, ['main']), measured: measured(190, { main: good }) },
    ],
  ];
  it.each(rowsOver)('is no reason: %s', (_, events, refreshed) => {
    expect(statusAt(200, one, events, refreshed).health).toEqual({ status: 'healthy' });
  });

  it('is not over because it was raised and cleared in one second that does not tell the order', () => {
    const events = [...connectedOne, alert(140, '', timeout, false), alert(140, '', timeout), alert(140, '', timeout)];
    expect(statusAt(150, one, events, looked({})).health).toEqual({
      status: 'unhealthy',
      reasons: ['SourceStreamError'],
    });
  });
});

describe('two flow sources', () => {
  it('of which the primary is down: the backup is on air, without protection', () => {
    const status = statusAt(
      140,
      two,
      [...both, health(100, 'main', 'DISCONNECTED', 'CONNECTED')],
      pair({ Connected: 0, BitRate: 0, Selected: 0 }, { Selected: 1 }, backup),
    );
    expect(status.health).toEqual({ status: 'degraded', reasons: ['RedundancyLost', 'BackupInputActive'] });
    expect(status['flow-sources']).toMatchObject([
      { name: 'main', state: 'disconnected', 'bit-rate': 0, selected: false },
      { name: 'spare', state: 'connected', selected: true },
    ]);
    expect(status.explanations?.[0]?.cause).toContain('One of the two flow sources is down');
  });

  it('that are both down have no input', () => {
    const events = [
      ...both,
      health(100, 'main', 'DISCONNECTED', 'CONNECTED'),
      health(101, 'spare', 'DISCONNECTED', 'CONNECTED'),
    ];
    const status = statusAt(140, two, events);
    expect(status.health).toEqual({ status: 'unhealthy', reasons: ['InputNotConnected'] });
    expect(status.explanations?.map((each) => each['flow-source'])).toEqual(legs);
  });

  it('are back to normal when the primary has returned, whatever the minute of the switch says', () => {
    const events = [
      ...both,
      health(100, 'main', 'DISCONNECTED', 'CONNECTED'),
      health(131, 'main', 'CONNECTED', 'DISCONNECTED'),
    ];
    const status = statusAt(140, two, events, pair({ Selected: 0 }, { Selected: 1 }, backup));
    expect(status.health).toEqual({ status: 'healthy' });
  });
});

describe('maintenance', () => {
  const maintained = (second: number, currentStatus: string) =>
    serviceEvent('Flow Maintenance', second, { currentStatus });
  const window = { day: 'Monday', 'start-hour': '02:00', deadline: '2026-03-09T02:00:00Z' };

  it('is shown while it is scheduled', () => {
    const refreshed = { ...looked({}), described: described(130, ['main'], { maintenance: window }) };
    const status = statusAt(140, one, [...connectedOne, maintained(50, 'SCHEDULED')], refreshed);
    expect(status.maintenance).toEqual({ state: 'scheduled', since: timeOf(50), ...window });
    expect(status.health).toEqual({ status: 'healthy' });
  });

  it.each(['CANCELED', 'FINISHED', 'FAILED'])('is not shown once it is %s', (word) => {
    const refreshed = { ...looked({}), described: described(130, ['main'], { maintenance: window }) };
    expect(statusAt(140, one, [...connectedOne, maintained(135, word)], refreshed)).not.toHaveProperty('maintenance');
  });

  it('is why there is no input while it is going on', () => {
    const status = statusAt(140, one, [...connectedOne, maintained(99, 'INPROGRESS'), lost]);
    expect(status.maintenance).toEqual({ state: 'in-progress', since: timeOf(99) });
    expect(status.explanations?.[0]?.cause).toMatch(/^MediaConnect is doing maintenance on the flow at this moment/);
  });
});

describe('a status of which little is known', () => {
  it('says why the flow could not be looked at, and judges by what was heard', () => {
    const problem = 'DescribeFlow was refused (ForbiddenException): no';
    const status = statusAt(140, one, [...connectedOne, lost], { problem });
    expect(status).toMatchObject({
      health: { status: 'unhealthy', reasons: ['InputNotConnected'] },
      'check-problem': problem,
    });
  });

  it('counts as running, without a green light', () => {
    expect(statusAt(140, one, [])).toEqual({
      health: { status: 'unknown' },
      'running-status': 'running',
      'flow-sources': [{ name: 'main', state: 'unknown' }],
    });
  });

  it.each([
    'creation-in-progress',
    'deletion-in-progress',
  ] as const)('is stopped when %s took the flow away', (status) => {
    const going = record(1, { 'provisioning-status': status });
    const seen = statusAt(50, going, started, { described: described(30, [], { status: 'GONE' }) });
    expect(seen).toMatchObject({
      'running-status': 'stopped',
      health: { status: 'unknown', reasons: ['FlowNotRunning'] },
    });
  });
});
