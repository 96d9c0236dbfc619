// Validates the OpenAPI document named on the command line; prints what is wrong with it and fails. A process of its
// own, since the validator is an ES module that jest cannot load.
import { readFileSync } from 'node:fs';
import { Validator } from '@seriousme/openapi-schema-validator';

const validator = new Validator();
const { valid, errors } = await validator.validate(JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')));
console.log(`OpenAPI ${validator.version}: ${valid ? 'valid' : JSON.stringify(errors)}`);
if (!valid) process.exitCode = 1;
