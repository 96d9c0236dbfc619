import { listener } from './listener';

/** MediaConnect has something to complain of, or no longer has. */
export const handler = listener('hearAlert', 'Alert');
