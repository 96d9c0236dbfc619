import { listener } from './listener';

/** A flow is to be maintained, or was. */
export const handler = listener('hearMaintenance', 'Flow Maintenance');
