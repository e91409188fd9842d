import base from '../../jest.config.mjs';

/** Started by `npm run test:browser`, which finds Chromium. The demo comes up first, hence the limit. */
export default {
  ...base,
  rootDir: '../..',
  roots: ['<rootDir>/test/browser'],
  testPathIgnorePatterns: ['/node_modules/'],
  testTimeout: 120_000,
};
