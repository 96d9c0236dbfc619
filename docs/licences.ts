import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(__dirname, '..');

/** A package of the lockfile. */
export interface LockedPackage {
  name: string;
  version: string;
  licence?: string;
  /** It is only for building and testing: nothing of it is in a function. */
  isForDevelopment: boolean;
  hasInstallScript: boolean;
}

/** The licences under which a package may be in a function: each lets it be shipped, changed and sold. */
export const acceptedLicences = new Set(['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MIT', 'MIT-0']);

/** Every package of `package-lock.json`. */
export function lockedPackages(): LockedPackage[] {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { version: string; license?: string; dev?: true; hasInstallScript?: true }>;
  };
  return Object.entries(packages)
    .filter(([path]) => path !== '')
    .map(([path, { version, license, dev, hasInstallScript }]) => ({
      name: path.replace(/^.*node_modules\//, ''),
      version,
      licence: license,
      isForDevelopment: dev === true,
      hasInstallScript: hasInstallScript === true,
    }));
}

/** The packages that functions are bundled from, by name. Throws where the licence of one is not an accepted one. */
export function shippedPackages(): LockedPackage[] {
  const shipped = lockedPackages().filter(({ isForDevelopment }) => !isForDevelopment);
  const refused = shipped.filter(({ licence = '' }) => !acceptedLicences.has(licence));
  if (refused.length > 0) {
    const named = refused.map(({ name, licence = 'no licence' }) => `${name} (${licence})`).join(', ');
    throw new Error(`not to be shipped: ${named}; use a package under one of ${[...acceptedLicences].join(', ')}`);
  }
  return shipped.sort((one, other) => (one.name < other.name ? -1 : 1));
}

/** The page that lists them. */
export function licencePage(): string {
  const rows = shippedPackages().map(({ name, version, licence }) => `| ${name} | ${version} | ${licence} |`);
  return `# Licences

Headworks is under the Apache License 2.0. Its functions are bundled from these packages and no others; \`npm run docs\`
writes the list from \`package-lock.json\`. A package under another licence than ${[...acceptedLicences].join(', ')} fails
the build. \`npm run sbom\` writes these as a CycloneDX document, and the tools for building and testing as what they are.

| package | version | licence |
|---|---|---|
${[...new Set(rows)].join('\n')}
`;
}
