import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { getDocs } from '../contract/document-endpoints';
import { serve } from '../runtime/serve';

// The synthesis lays the generated page beside the bundle.
const page = readFileSync(join(__dirname, 'reference.html'), 'utf8');

export const handler = serve(getDocs, async () => ({
  body: page,
  headers: { 'X-Content-Type-Options': 'nosniff' },
}));
