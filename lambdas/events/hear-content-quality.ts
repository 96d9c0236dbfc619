import { listener } from './listener';

/** The picture or the sound of a flow has changed for the worse, or back. */
export const handler = listener('hearContentQuality', 'Flow Content Quality');
