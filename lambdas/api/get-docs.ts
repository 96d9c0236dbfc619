import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { getDocs } from '../contract/document-endpoints';
import { serve } from '../runtime/serve';

// The synthesis lays the generated page beside the bundle.
const page = readFileSync(join(__dirname, 'reference.html'), 'utf8');

// What the page says that it loads; a page cannot say itself who may frame it.
const [, policy] = /<meta http-equiv="Content-Security-Policy" content="([^"]+)">/.exec(page) ?? [];
if (policy === undefined) throw new Error('reference.html has no content security policy');

export const handler = serve(getDocs, async () => ({
  body: page,
  headers: { 'Content-Security-Policy': `${policy}; frame-ancestors 'none'` },
}));
