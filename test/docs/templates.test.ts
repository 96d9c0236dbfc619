import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { synthesised } from '../support/synthesised';

const root = resolve(__dirname, '../..');
const read = (...path: string[]) => JSON.parse(readFileSync(join(root, ...path), 'utf8'));

beforeAll(() => synthesised());

describe.each(['HeadworksAccess', 'HeadworksEvents'])('the plain template of %s', (name) => {
  const plain = read('docs', 'templates', `${name}.template.json`);

  it('is what the CDK deploys', () => {
    expect(plain).toEqual(read('cdk.out', `${name}.template.json`));
  });

  it('needs nothing of the CDK: no asset, no bootstrapped Region, no metadata but for a linter', () => {
    const { artifacts } = read('cdk.out', 'manifest.json');
    expect(Object.keys(artifacts).filter((id) => id.startsWith(name))).toEqual([name]);
    expect(JSON.stringify(plain)).not.toMatch(/cdk|Bootstrap|S3Key/i);
    const metadata = Object.values<{ Metadata?: object }>(plain.Resources).flatMap(({ Metadata = {} }) =>
      Object.keys(Metadata),
    );
    expect(metadata.filter((key) => key !== 'cfn-lint')).toEqual([]);
  });

  it('holds no fixed account, and asks for everything else by a parameter with a pattern', () => {
    expect(JSON.stringify(plain.Resources)).not.toMatch(/\b\d{12}\b/);
    for (const parameter of Object.values(plain.Parameters)) {
      expect(parameter).toEqual({
        Type: 'String',
        AllowedPattern: expect.any(String),
        Description: expect.any(String),
      });
    }
  });
});
