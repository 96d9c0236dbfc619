import { stopSource } from '../contract/intent-endpoints';
import { environmentOf } from '../runtime/environment';
import { serve } from '../runtime/serve';
import { convergence } from './converge-source';

export const handler = serve(
  stopSource,
  convergence(environmentOf('stopSource'), { kind: 'stop-requested', running: false }),
);
