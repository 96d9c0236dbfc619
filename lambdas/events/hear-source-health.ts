import { listener } from './listener';

/** What a flow source receives has changed. */
export const handler = listener('hearSourceHealth', 'Source Health');
