// Packages that ship only ES modules are compiled for jest along with our own code.
const esmOnly = ['@middy', 'jose'];

// The SDK warns of Node 20 in every process; what is tested runs on Node 24.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  transform: { '^.+\\.[cm]?[jt]s$': ['@swc/jest', { jsc: { target: 'es2022', parser: { syntax: 'typescript' } } }] },
  transformIgnorePatterns: [`/node_modules/(?!(${esmOnly.join('|')})/)`],
  testSequencer: '<rootDir>/test/support/sequencer.js',
  setupFiles: ['<rootDir>/test/support/async-storages.ts'],
  globalSetup: '<rootDir>/test/support/temporary-root.ts',
  reporters: ['default', ...(process.env.HEADWORKS_LONG === undefined ? [] : ['<rootDir>/test/support/progress.js'])],
  // Beside what else is built: a run leaves nothing elsewhere.
  cacheDirectory: '<rootDir>/.build/jest',
  clearMocks: true,
  // No test is timed: a machine with other work to do is not a failure.
  testTimeout: 60_000,
  // The outside tests mostly wait for a system in a process of its own, so that more of them than cores can run.
  maxWorkers: 4,
};
