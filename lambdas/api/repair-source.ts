import { repairSource } from '../contract/intent-endpoints';
import { environmentOf } from '../runtime/environment';
import { serve } from '../runtime/serve';
import { convergence } from './converge-source';

export const handler = serve(repairSource, convergence(environmentOf('repairSource'), { kind: 'repair-requested' }));
