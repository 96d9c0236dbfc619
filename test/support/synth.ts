import { rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { synthesise } from '../../local/synthesise';

// Always anew: what is checked is what the sources make now, and cdk-nag ends the run where it finds something.
const root = resolve(__dirname, '..', '..');
rmSync(resolve(root, 'cdk.out', '.sources'), { force: true });
synthesise(root, (line) => console.log(line)).catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});
