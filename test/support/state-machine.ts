import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

/** A state of a definition as it stands in the file. */
export interface State {
  Type: string;
  Next?: string;
  End?: boolean;
  Default?: string;
  Resource?: string;
  TimeoutSeconds?: number;
  Parameters?: Record<string, unknown>;
  Choices?: Rule[];
  Retry?: { ErrorEquals: string[]; [member: string]: unknown }[];
  Catch?: { ErrorEquals: string[]; Next: string; ResultPath: string | null }[];
  ItemProcessor?: Machine;
  [member: string]: unknown;
}

/** A test of a Choice state. */
export interface Rule {
  Next?: string;
  And?: Rule[];
  Or?: Rule[];
  [operator: string]: unknown;
}

/** A machine, or the inside of a Map state. */
export interface Machine {
  StartAt: string;
  States: Record<string, State>;
  TimeoutSeconds?: number;
}

/** A state with its name, and whether a Map state of the machine holds it. */
export interface NamedState {
  name: string;
  state: State;
  isInMap: boolean;
}

export const machineNames = ['provision-source', 'deprovision-source'] as const;

/** The text of a definition. */
export function definitionOf(name: string): string {
  return readFileSync(resolve(__dirname, `../../state-machines/${name}.asl.json`), 'utf8');
}

export function machineOf(name: string): Machine {
  return JSON.parse(definitionOf(name));
}

/** A machine and the machines inside its Map states. */
export function levelsOf(machine: Machine): Machine[] {
  return [
    machine,
    ...Object.values(machine.States).flatMap(({ ItemProcessor }) => (ItemProcessor ? levelsOf(ItemProcessor) : [])),
  ];
}

/** Every state of a machine, those inside its Map states included. */
export function statesOf(machine: Machine): NamedState[] {
  return levelsOf(machine).flatMap((level, index) =>
    Object.entries(level.States).map(([name, state]) => ({ name, state, isInMap: index > 0 })),
  );
}

/** Where a state may go next. */
export function nextOf({ Next, Default, Choices = [], Catch = [] }: State): string[] {
  return [Next, Default, ...Choices.map((rule) => rule.Next), ...Catch.map((each) => each.Next)].filter(
    (name) => name !== undefined,
  );
}

export function tasksOf(machine: Machine): NamedState[] {
  return statesOf(machine).filter(({ state }) => state.Type === 'Task');
}

/** The names of the placeholders in a text, as often as they occur. */
export function placeholdersOf(text: string): string[] {
  return [...text.matchAll(/\$\{([^}]*)\}/g)].map(([, name = '']) => name);
}

export function camel(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}

/** The name of the function that a Task state invokes. */
export function functionOf({ Resource = '' }: State): string {
  return camel(placeholdersOf(Resource)[0] ?? '');
}
