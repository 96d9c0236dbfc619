import { listener } from './listener';

/** The flow of a source has come to another status. */
export const handler = listener('hearFlowStatus', 'Flow Status Change');
