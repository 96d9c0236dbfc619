import { spawn, spawnSync } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { shippedPackages } from '../../docs/licences';

const root = resolve(__dirname, '../..');
const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';

interface Component {
  name: string;
  version: string;
  properties: { name: string }[];
}

describe('npm run sbom', () => {
  it('writes a CycloneDX document of what the functions are bundled from, without a network', () => {
    const { stdout, status } = spawnSync(npm, ['run', '--silent', 'sbom', '--', '--offline'], {
      cwd: root,
      encoding: 'utf8',
    });
    expect(status).toBe(0);
    const document = JSON.parse(stdout);
    expect(document).toMatchObject({
      bomFormat: 'CycloneDX',
      metadata: { component: { purl: 'pkg:npm/headworks@0.1.0' } },
    });
    // npm's own --omit=dev leaves out what the tools need too.
    const isShipped = ({ properties }: Component) => !properties.some(({ name }) => name.endsWith(':development'));
    const listed = (document.components as Component[])
      .filter(isShipped)
      .map(({ name, version }) => `${name}@${version}`);
    expect(new Set(listed)).toEqual(new Set(shippedPackages().map(({ name, version }) => `${name}@${version}`)));
  });
});

describe('npm run audit', () => {
  let registry: Server | undefined;
  afterEach(() => registry?.close());

  /** What the command says with a registry that answers so. */
  async function audit(status: number, body: unknown): Promise<{ code: number | null; text: string }> {
    registry = createServer((request, response) => {
      request.resume();
      // Of a package with an advisory npm asks which versions there are.
      const versions = { '4.6.7': { name: 'zod', version: '4.6.7', dist: {} } };
      const packument = { name: 'zod', versions, 'dist-tags': { latest: '4.6.7' } };
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(request.method === 'GET' ? packument : body));
    });
    await new Promise<void>((done) => registry?.listen(0, '127.0.0.1', done));
    const { port } = registry.address() as AddressInfo;
    const child = spawn(
      process.execPath,
      ['commands/audit.mjs', '--registry', `http://127.0.0.1:${port}`, '--fetch-retries=0'],
      { cwd: root },
    );
    let text = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (part) => {
        text += part;
      });
    const code = await new Promise<number | null>((done) => child.on('close', done));
    return { code, text };
  }

  it('is content where nothing is known', async () => {
    expect(await audit(200, {})).toEqual({
      code: 0,
      text: expect.stringMatching(/^0 known vulnerabilities in \d+ packages\n$/),
    });
  });

  it('names what is known, and fails', async () => {
    const advisory = {
      id: 1,
      url: 'https://advisories.example/1',
      title: 'A hole',
      severity: 'high',
      vulnerable_versions: '<99',
      cwe: [],
      cvss: { score: 7, vectorString: null },
    };
    const { code, text } = await audit(200, { zod: [advisory] });
    expect(text).toContain('high: zod ');
    expect(code).toBe(1);
  });

  it('says so where the registry answers none', async () => {
    const { code, text } = await audit(405, {});
    expect(text).toContain('The registry answers no audit');
    expect(text).toContain('npm run audit -- --registry <URL>');
    expect(code).toBe(2);
  });
});
