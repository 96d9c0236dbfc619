import type * as z from 'zod';
import { environments, type FunctionName } from '../contract/environment';

/** The environment of a function, checked once when it starts; throws with the names that are missing. */
export function environmentOf<Name extends FunctionName>(name: Name): z.output<(typeof environments)[Name]> {
  const parsed = environments[name].safeParse(process.env);
  if (!parsed.success) {
    const faults = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
    throw new Error(`The environment of ${name} is not right: ${faults.join('; ')}`);
  }
  return parsed.data as z.output<(typeof environments)[Name]>;
}
