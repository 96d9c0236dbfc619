/** Something that breaks a rule between members, at a path relative to what the rule was given. */
export interface Found {
  readonly path: readonly (string | number)[];
  readonly detail: string;
}

const mostChoices = 10;

/** What a message offers instead of a name that is not there: the first 10 names that are, or what to do if none is. */
export function choiceOf(names: readonly string[], otherwise: string): string {
  if (names.length === 0) return otherwise;
  const shown = names.slice(0, mostChoices).map((name) => name.slice(0, 64));
  return `use ${shown.join(', ')}${names.length > mostChoices ? ' …' : ''}`;
}

/** The positions and values of a list that repeat an earlier value. */
export function repeated<Value>(
  values: readonly { value: Value | undefined; index: number }[],
): { value: Value; index: number; first: number }[] {
  const seen = new Map<Value, number>();
  return values.flatMap(({ value, index }) => {
    if (value === undefined) return [];
    const first = seen.get(value);
    if (first === undefined) seen.set(value, index);
    return first === undefined ? [] : [{ value, index, first }];
  });
}
