/** One thing that is wrong with a request: where (RFC 6901 pointer into the body), and what, with the rule it breaks. */
export interface Fault {
  pointer: string;
  detail: string;
}

/** The RFC 6901 pointer of a path; the empty path is the whole body. */
export function pointerTo(path: readonly PropertyKey[]): string {
  return path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

const shownCharacters = 40;

/** A text from a request as a message shows it: in quotes, escaped, cut at 40 characters. */
export function quoted(text: string): string {
  return JSON.stringify(text.length > shownCharacters ? `${text.slice(0, shownCharacters)}…` : text);
}
