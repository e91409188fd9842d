import base from '../../jest.config.mjs';

/** `npm run test:browser` finds Chromium and starts these tests. The time limit includes the demo's start. */
export default {
  ...base,
  rootDir: '../..',
  roots: ['<rootDir>/test/browser'],
  testPathIgnorePatterns: ['/node_modules/'],
  testTimeout: 300_000,
};
