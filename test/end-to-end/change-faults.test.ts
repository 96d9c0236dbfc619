import { type Effect, effects, isTelling, type Point } from './call-points';
import { changeKinds } from './change-kinds';
import { ChangeTrial } from './change-trial';
import { useSystem } from './scene';

const isLong = process.env.HEADWORKS_LONG !== undefined;

jest.setTimeout(isLong ? 3_600_000 : 180_000);

const { system } = useSystem();

/** A call of a change, and what it meets. */
interface Trial {
  point: Point;
  effect: Effect;
}

/** Every effect at every point at which it tells something. */
const trialsAt = (points: Point[]): Trial[] =>
  effects.flatMap((effect) => points.filter((point) => isTelling(point, effect)).map((point) => ({ point, effect })));

/** The kinds that are tried in every run: of several calls, which have to go back by as many, on one flow and on two. */
const everyTime = ['a second flow source', 'another egress flow'];

it.each(
  changeKinds
    .map((kind, index) => [kind.name, kind, index] as const)
    .filter(([name]) => isLong || everyTime.includes(name)),
)('comes out of a fault at any step of the change of %s', async (_, kind, index) => {
  const trial = new ChangeTrial(system, kind);
  const all = trialsAt(await trial.points());
  const chosen = isLong ? all : share(all, index);
  for (const { point, effect } of chosen) {
    await trial.meet(point, effect).catch((error: Error) => {
      error.message = `${effect} at ${point.operation} ${point.after} of ${kind.name}: ${error.message}`;
      throw error;
    });
  }
  await trial.end();
});

/** Two of the trials, others for each kind: the second is a kill or a lost reply by turns. */
function share(all: Trial[], index: number): Trial[] {
  const others = all.filter(({ effect }) => effect !== 'kill');
  const harder = all.filter(({ effect }) => effect === (index % 2 ? 'kill' : 'lost reply'));
  return [others[(index * 7) % others.length], harder[(index * 5) % harder.length]] as Trial[];
}
