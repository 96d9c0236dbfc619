import { applyChanges, ensureProxy, Target, tasks } from '../../lambdas/contract/tasks';
import * as errors from '../../lambdas/domain/errors';
import { RunMode } from '../../lambdas/domain/source-record';
import {
  definitionOf,
  functionOf,
  levelsOf,
  machineNames,
  machineOf,
  type NamedState,
  nextOf,
  type Rule,
  type State,
  statesOf,
  tasksOf,
} from '../support/state-machine';

/** Errors that Lambda and Step Functions raise themselves. */
const platformErrors = [
  'Lambda.AWSLambdaException',
  'Lambda.SdkClientException',
  'Lambda.ServiceException',
  'Lambda.TooManyRequestsException',
  'Lambda.Unknown',
  'Runtime.ExitError',
  'Sandbox.Timedout',
  'States.Timeout',
];

/** The states that a run passes through when nothing is out of the ordinary. */
const ordinaryWays = {
  'provision-source': [
    'MarkInProgress',
    'WhatIsToDo',
    'EnsureEachFlow',
    'IsItRestored',
    'SwitchFlows',
    'IsProxyConcerned',
    'IsSurplusKnown',
    'IsAnythingSurplus',
    'EnsureAlarms',
    'MarkComplete',
    'Provisioned',
  ],
  'deprovision-source': [
    'MarkInProgress',
    'IsEarlierCreationOpen',
    'IsProxyConcerned',
    'FindFlowsToRemove',
    'RemoveEachFlow',
    'DeleteSecrets',
    'RemoveAlarms',
    'MarkDeleted',
    'Deprovisioned',
  ],
};

describe.each(machineNames)('%s', (machineName) => {
  const machine = machineOf(machineName);
  const states = statesOf(machine);
  const ofType = (type: string): NamedState[] => states.filter(({ state }) => state.Type === type);
  const taskStates = tasksOf(machine);

  it('has no two states of one name', () => {
    const names = states.map(({ name }) => name);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });

  it('goes to states that are there, and reaches each', () => {
    for (const level of levelsOf(machine)) {
      const names = Object.keys(level.States);
      const targets = Object.values(level.States).flatMap(nextOf);
      expect(targets.filter((name) => !names.includes(name))).toEqual([]);
      expect(names.filter((name) => name !== level.StartAt && !targets.includes(name))).toEqual([]);
      expect(names).toContain(level.StartAt);
    }
  });

  it('goes its ordinary way from the first state to success', () => {
    const way: string[] = [];
    for (let name: string | undefined = machine.StartAt; name; ) {
      way.push(name);
      const { Next, Default }: State = machine.States[name] ?? { Type: 'missing' };
      name = Next ?? Default;
    }
    expect(way).toEqual(ordinaryWays[machineName]);
    expect(machine.States[way.at(-1) ?? '']?.Type).toBe('Succeed');
  });

  it('removes the secrets after the flows that use them, and records the failure last', () => {
    const { RemoveEachFlow, WasItRollBack, IsAnythingToRestore, IsItRestored, DeleteSecrets } = machine.States;
    if (WasItRollBack) expect(WasItRollBack.Choices?.[0]?.Next).toBe('IsAnythingToRestore');
    const afterRemoval = IsAnythingToRestore ? IsAnythingToRestore.Default : RemoveEachFlow?.Next;
    expect(afterRemoval).toBe('DeleteSecrets');
    if (IsItRestored)
      expect(IsItRestored.Choices?.map(({ Next }) => Next)).toEqual([
        'RecordFailure',
        'DeleteSecrets',
        'IsProxyConcerned',
      ]);
    expect(DeleteSecrets?.Next).toBe(WasItRollBack ? 'RecordFailure' : 'RemoveAlarms');
  });

  it('names states in PascalCase, and ends where nothing follows', () => {
    for (const { name, state } of states) {
      expect(name).toMatch(/^[A-Z][A-Za-z]+$/);
      const ends = state.Type === 'Succeed' || state.Type === 'Fail';
      expect(nextOf(state).length > 0).toBe(!ends);
    }
  });

  it('is written in JSONPath, and has a limit to its time', () => {
    expect(definitionOf(machineName)).not.toMatch(/QueryLanguage|"Arguments"|"Output"|"Assign"|\{%/);
    expect(machine.TimeoutSeconds).toBeGreaterThan(0);
  });

  it.each(taskStates)('tries $name again after what passes by itself', ({ state }) => {
    expect(state.Resource).toMatch(/^\$\{[A-Za-z]+\}$/);
    const transient = state.Retry?.find(({ ErrorEquals }) => ErrorEquals.includes('Transient'));
    expect(transient).toMatchObject({
      BackoffRate: expect.any(Number),
      IntervalSeconds: expect.any(Number),
      MaxAttempts: expect.any(Number),
      MaxDelaySeconds: expect.any(Number),
      JitterStrategy: 'FULL',
      Comment: expect.any(String),
    });
    expect(transient?.ErrorEquals).toEqual(expect.arrayContaining(platformErrors));
  });

  it.each(taskStates)('tries $name again for nothing that is decided, and by names that are errors', ({ state }) => {
    const retried = state.Retry?.flatMap(({ ErrorEquals }) => ErrorEquals) ?? [];
    for (const decided of [
      'RunSuperseded',
      'ServiceRefused',
      'FlowFailed',
      'FlowVanished',
      'States.ALL',
      'States.TaskFailed',
    ]) {
      expect(retried).not.toContain(decided);
    }
    const known = [...Object.keys(errors), ...platformErrors];
    expect(retried.filter((name) => !known.includes(name))).toEqual([]);
    expect(new Set(retried).size).toBe(retried.length);
  });

  it('looks again for the flow of a lost answer as often as the tasks ask for, over 30 seconds', () => {
    for (const { state } of taskStates.filter(({ state }) => /EnsureFlow|FindFlows/.test(String(state.Resource)))) {
      const lookAgain = state.Retry?.find(({ ErrorEquals }) => ErrorEquals.includes('FlowNotYetVisible'));
      if (!lookAgain) throw new Error('there is no retry for FlowNotYetVisible');
      const { IntervalSeconds, BackoffRate, MaxDelaySeconds, MaxAttempts, JitterStrategy } = lookAgain;
      // The tasks give up looking after six times, so the retry must outlast that.
      expect(MaxAttempts).toBeGreaterThan(6);
      expect(JitterStrategy).toBeUndefined();
      const waits = Array.from({ length: 6 }, (_, n) =>
        Math.min(Number(IntervalSeconds) * Number(BackoffRate) ** n, Number(MaxDelaySeconds)),
      );
      expect(waits.reduce((sum, wait) => sum + wait)).toBeGreaterThanOrEqual(30);
    }
  });

  /** Where it is not what failed that decides: on the way back, and once the flows are as asked for. */
  const tails: Record<string, string> = {
    MarkInProgress: 'NotBegun',
    PreFlight: 'NoteFailure',
    SwitchFlows: 'NoteFailure',
    NoteFailure: 'FindFlowsToRemove',
    EnsureEachFlow: 'WasItRestored',
    FindFlowsToRemove: 'WasItRollBackThatFailed',
    FindSurplus: 'EnsureAlarms',
    DeleteSurplusSecrets: 'EnsureAlarms',
    EnsureAlarms: 'MarkComplete',
    EnsureProxy: 'IsSurplusKnown',
    RestoreAlarms: 'RolledBack',
    RemoveEachFlow: 'WasItRollBackThatFailed',
    MarkComplete: 'NotRecorded',
  };

  const catching = [...taskStates, ...ofType('Map')].filter(
    ({ isInMap, name }) => !isInMap && name !== 'RecordFailure',
  );

  it.each(catching)('ends a superseded run at $name, and takes every other error to its tail', ({ name, state }) => {
    const [superseded, all, ...others] = state.Catch ?? [];
    expect(superseded).toEqual({ ErrorEquals: ['RunSuperseded'], ResultPath: null, Next: 'Superseded' });
    expect(all?.ErrorEquals).toEqual(['States.ALL']);
    expect(['$.error', '$.removalError', '$.alarmError', '$.proxyError', '$.problem']).toContain(all?.ResultPath);
    const tail = machineName === 'provision-source' && tails[name];
    expect(tail ? [tail] : ['FindFlowsToRemove', 'RecordFailure']).toContain(all?.Next);
    expect(others).toEqual([]);
  });

  it('has no catch inside a Map: the Map as a whole fails', () => {
    const inside = states.filter(({ isInMap }) => isInMap);
    expect(inside.length).toBeGreaterThan(5);
    expect(inside.filter(({ state }) => state.Catch)).toEqual([]);
  });

  it('undoes nothing once the new flows are in force', () => {
    const { IsAnythingSurplus, WasItRollBack, WasItRollBackThatFailed, NotRecorded } = machine.States;
    if (!IsAnythingSurplus) return;
    const [isRollBack] = WasItRollBack?.Choices ?? [];
    const [restores, fails] = WasItRollBackThatFailed?.Choices ?? [];
    expect(restores).toMatchObject({ And: expect.arrayContaining([{ Or: isRollBack?.Or }]), Next: 'GoBack' });
    expect(fails).toEqual({ Or: isRollBack?.Or, Next: 'RecordFailure' });
    expect(WasItRollBackThatFailed?.Default).toBe('EnsureAlarms');
    expect(NotRecorded?.Type).toBe('Fail');
  });

  it('comes to its good end by the alarms alone, and takes no flow off air for them', () => {
    if (machineName !== 'provision-source') return;
    const before = states.filter(({ state }) => nextOf(state).includes('MarkComplete')).map(({ name }) => name);
    expect(before).toEqual(['EnsureAlarms']);
    expect(new Set(nextOf(machine.States.EnsureAlarms as State))).toEqual(new Set(['Superseded', 'MarkComplete']));
    expect(machine.States.RecordFailure?.Next).toBe('RestoreAlarms');
  });

  it('asks of a proxy only where the run says so, for so long and no longer', () => {
    const { IsProxyConcerned, IsProxyAsAsked, IsProxyGone, WaitForProxy, WaitForProxyRemoval } = machine.States;
    const [question] = IsProxyConcerned?.Choices ?? [];
    const isRemoval = machineName === 'deprovision-source';
    expect(question).toEqual({
      Variable: '$.start.proxy',
      IsPresent: true,
      Next: isRemoval ? 'RemoveProxy' : 'EnsureProxy',
    });
    const [done, tooLong] = (isRemoval ? IsProxyGone : IsProxyAsAsked)?.Choices ?? [];
    expect(done).toMatchObject({ StringEquals: 'done', Next: isRemoval ? 'FindFlowsToRemove' : 'IsSurplusKnown' });
    const seconds = Number((isRemoval ? WaitForProxyRemoval : WaitForProxy)?.Seconds);
    const [steps, polls] = (tooLong?.Or ?? []) as { NumericGreaterThan: number }[];
    expect(steps?.NumericGreaterThan).toBeLessThan(20);
    expect(seconds * Number(polls?.NumericGreaterThan)).toBe(isRemoval ? 600 : 300);
    const end = machine.States[tooLong?.Next ?? ''];
    expect([end?.ResultPath, end?.Next]).toEqual(
      isRemoval ? ['$.error', 'RecordFailure'] : ['$.proxyError', 'IsSurplusKnown'],
    );
  });

  it('has the proxy off a flow before that goes', () => {
    const { SwitchFlows, IsSurplusKnown, WhatIsToDo } = machine.States;
    if (!SwitchFlows) return;
    expect(SwitchFlows.Next).toBe('IsProxyConcerned');
    expect(IsSurplusKnown?.Choices).toEqual([
      { Variable: '$.start.mode', StringEquals: 'roll-back', Next: 'FindFlowsToRemove' },
      { Variable: '$.found', IsPresent: false, Next: 'FindSurplus' },
    ]);
    for (const mode of ['clean-up', 'roll-back'])
      expect(WhatIsToDo?.Choices?.find(({ StringEquals }) => StringEquals === mode)?.Next).toBe('IsProxyConcerned');
  });

  it('asks AWS first only where the run says so, and waits for an earlier one before all else', () => {
    const { WhatIsToDo, AwaitEarlierCreation } = machine.States;
    if (!WhatIsToDo) return;
    const asked = WhatIsToDo.Choices?.map(({ Variable, Next }) => [Variable, Next]);
    expect(asked?.[0]).toEqual(['$.start.earlierCreationEndsAt', 'AwaitEarlierCreation']);
    expect(asked?.at(-1)).toEqual(['$.start.needsPreFlight', 'PreFlight']);
    expect(AwaitEarlierCreation?.Next).toBe('MarkInProgress');
  });

  it('brings one flow along after the other, since only one creation without an answer is noted', () => {
    const { EnsureEachFlow } = machine.States;
    if (!EnsureEachFlow) return;
    expect(EnsureEachFlow).toMatchObject({ MaxConcurrency: 1, ItemsPath: '$.start.flowIndexes' });
  });

  it('goes back once, and ends with what became of that', () => {
    const { WasItRestored, GoBack, RestoringFailed, ConvergingFailed } = machine.States;
    if (!WasItRestored) return;
    expect(WasItRestored.Choices).toEqual([
      { Variable: '$.start.target', StringEquals: 'in-force', Next: 'RestoringFailed' },
    ]);
    expect(GoBack).toMatchObject({
      Parameters: { target: 'in-force', 'flowIndexes.$': '$.start.inForceIndexes' },
      ResultPath: '$.start',
      Next: 'EnsureEachFlow',
    });
    expect(RestoringFailed).toMatchObject({ ResultPath: '$.restoreError', Next: 'RecordFailure' });
    expect(ConvergingFailed).toMatchObject({ ResultPath: '$.error', Next: 'NoteFailure' });
  });

  it('lets a failure that cannot be recorded end the execution, which wakes recovery', () => {
    const tail = states.find(({ name }) => name === 'RecordFailure');
    expect(tail?.state.Catch).toEqual([{ ErrorEquals: ['RunSuperseded'], ResultPath: null, Next: 'Superseded' }]);
  });

  it('has an answer to every question', () => {
    expect(ofType('Choice').length).toBeGreaterThan(2);
    for (const { state } of ofType('Choice')) expect(state.Default).toEqual(expect.any(String));
  });

  it('waits by Seconds or TimestampPath', () => {
    for (const { state } of ofType('Wait')) expect('Seconds' in state !== 'TimestampPath' in state).toBe(true);
  });

  const wholeState = ['RecordFailure', 'MarkComplete'];
  it.each(taskStates.filter(({ name }) => !wholeState.includes(name)))('hands $name what its row takes', ({
    state,
  }) => {
    const task = tasks.find(({ name }) => name === functionOf(state));
    const given = Object.keys(state.Parameters ?? {}).map((name) => name.replace(/\.\$$/, ''));
    const taken = Object.keys((task?.input as unknown as { shape: object }).shape);
    expect(given.sort()).toEqual(taken.sort());
    expect(state.Parameters).toMatchObject({ 'version.$': '$.version', 'sourceId.$': '$.sourceId', 'run.$': '$.run' });
  });

  it('asks only about words that flows and runs have', () => {
    const flowStatuses = ['ACTIVE', 'DELETING', 'ERROR', 'GONE', 'STANDBY', 'STARTING', 'STOPPING', 'UPDATING'];
    const words: Record<string, readonly string[]> = {
      '$.flow.status': flowStatuses,
      '$.started.status': flowStatuses,
      '$.flow.next': applyChanges.output.shape.next.options,
      '$.start.mode': RunMode.options,
      '$.start.proxy.next': ensureProxy.output.shape.next.options,
      '$.start.target': Target.options,
    };
    const compared = ({ StringEquals, Variable, And = [], Or = [] }: Rule): string[][] => [
      ...(StringEquals === undefined ? [] : [[String(Variable), String(StringEquals)]]),
      ...[...And, ...Or].flatMap(compared),
    ];
    const questions = ofType('Choice').flatMap(({ state }) => (state.Choices ?? []).flatMap(compared));
    expect(questions.length).toBeGreaterThan(3);
    for (const [variable = '', word] of questions) expect(words[variable]).toContain(word);
  });
});
