import { createScanner } from 'jsonc-parser';
import { type Fault, pointerTo } from '../domain/fault';

/** An object or list that is open where the scanner stands. */
interface Container {
  /** The names given so far, each with the place of its duplicates once there is one; a list has none. */
  names?: Map<string, { times: number; pointer?: string }>;
  /** The name or index of what is being read. */
  at: string | number;
  /** The next text of an object is a name. */
  awaitsName: boolean;
}

/**
 * Bounds the pointers of one answer, in characters: a hostile body can nest so deep that naming every duplicate would
 * take more than Lambda answers (6 MB). Every duplicate of a body of 64 KiB that nests as sources do fits.
 */
const pointerCharacters = 512 * 1024;

/**
 * The members that an object of a JSON text has more than once, each with its place. RFC 8259 leaves open what such a
 * text means, and `JSON.parse` takes the last without a word. The text must be valid JSON; it is read token by token,
 * since what recurses ends on a deep one.
 */
export function duplicateMembers(text: string): Fault[] {
  const scanner = createScanner(text, true);
  const open: Container[] = [];
  const found = new Map<string, number>();
  let room = pointerCharacters;
  for (scanner.scan(); scanner.getTokenLength() > 0; scanner.scan()) {
    const container = open.at(-1);
    const sign = text[scanner.getTokenOffset()];
    if (sign === '{') open.push({ names: new Map(), at: '', awaitsName: true });
    else if (sign === '[') open.push({ at: 0, awaitsName: false });
    else if (sign === '}' || sign === ']') open.pop();
    else if (sign === ',' && container) {
      if (container.names) container.awaitsName = true;
      else container.at = Number(container.at) + 1;
    } else if (sign === '"' && container?.names && container.awaitsName) {
      container.awaitsName = false;
      container.at = scanner.getTokenValue();
      const name = container.names.get(container.at) ?? { times: 0 };
      container.names.set(container.at, name);
      name.times += 1;
      if (name.times === 1) continue;
      // Told once for each name: in a deep text it takes long, and a name may be given thousands of times.
      if (name.pointer === undefined) {
        name.pointer = pointerTo(open.map(({ at }) => at));
        room -= name.pointer.length;
        if (room < 0) break;
      }
      // The same place again when the container itself is given twice: then each stands for itself.
      found.set(name.pointer, Math.max(name.times, found.get(name.pointer) ?? 0));
    }
  }
  return [...found].map(([pointer, times]) => ({ pointer, detail: `is given ${wordFor(times)}; give it once` }));
}

function wordFor(times: number): string {
  return times === 2 ? 'twice' : `${times} times`;
}
