import { badRequest } from './faults';

/** Throws BadRequestException when one of a flow's names or ids appears twice; `what` says what they name. */
export function unique(what: string, names: (string | number)[]): void {
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw badRequest(`The ${what} ${twice} is used twice.`);
}
