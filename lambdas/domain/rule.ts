/** Something that breaks a rule between members, at a path relative to what the rule was given. */
export interface Found {
  readonly path: readonly (string | number)[];
  readonly detail: string;
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
