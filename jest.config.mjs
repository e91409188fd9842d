import { availableParallelism } from 'node:os';

/** ESM TypeScript through swc; real servers run inside, hence the generous limit. */
export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: {
    '^(\\.{1,2}/.*)\\.js$': '$1',
    // The package by its name, as the examples import it: see tsconfig.json.
    '^temporal-ecticket$': '<rootDir>/index.ts',
    '^temporal-ecticket/worker$': '<rootDir>/workers/index.ts',
    '^temporal-ecticket/codec-server$': '<rootDir>/codec/server/index.ts',
    '^temporal-ecticket/([\\w-]+)$': '<rootDir>/$1/index.ts',
  },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'es6' } },
    ],
  },
  // Real servers on a machine that may be busy with twenty other things; a hook has as long.
  testTimeout: 240_000,
  // Integration tests wait for servers half of the time, so two more of them run than there are processors; more than
  // four servers with their workers only get in each other's way.
  maxWorkers: Math.min(4, availableParallelism() + 2),
  testSequencer: '<rootDir>/test/support/longest-first.mjs',
  // Node keeps the modules of finished test files in memory. A worker with a larger heap than this restarts.
  workerIdleMemoryLimit: '1GB',
  // These tests have configurations and commands of their own.
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/browser/', '<rootDir>/test/compose/'],
  // What is built and cached holds nothing to test.
  modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/.cache'],
};
