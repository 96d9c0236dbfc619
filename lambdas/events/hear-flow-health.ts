import { listener } from './listener';

/** What a flow as a whole receives has changed. */
export const handler = listener('hearFlowHealth', 'Flow Health');
