import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { getOpenApi } from '../contract/document-endpoints';
import { serve } from '../runtime/serve';

// The synthesis lays the generated document beside the bundle.
const document = readFileSync(join(__dirname, 'openapi.json'), 'utf8');

export const handler = serve(getOpenApi, async () => ({ body: document }));
