import { startSource } from '../contract/intent-endpoints';
import { environmentOf } from '../runtime/environment';
import { serve } from '../runtime/serve';
import { convergence } from './converge-source';

export const handler = serve(
  startSource,
  convergence(environmentOf('startSource'), { kind: 'start-requested', running: true }),
);
