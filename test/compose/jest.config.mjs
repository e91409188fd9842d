import base from '../../jest.config.mjs';

/** `npm run test:compose` finds an engine and starts these tests. The time limit includes the image's build. */
export default {
  ...base,
  rootDir: '../..',
  roots: ['<rootDir>/test/compose'],
  testPathIgnorePatterns: ['/node_modules/'],
  testTimeout: 1_200_000,
};
