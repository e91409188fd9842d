import { expect, test } from '@jest/globals';
import { mistakesIn } from './mistakes-in.js';

const [ECTICKET_DEPLOYMENT_NAME, ECTICKET_BUILD_ID] = ['tickets', '7'];

test('the name of the deployment and the build id are required together', () => {
  expect(mistakesIn({ ECTICKET_DEPLOYMENT_NAME })).toMatchObject([
    { name: 'ECTICKET_BUILD_ID', problem: 'is required with ECTICKET_DEPLOYMENT_NAME' },
  ]);
  expect(mistakesIn({ ECTICKET_BUILD_ID })).toMatchObject([
    { name: 'ECTICKET_DEPLOYMENT_NAME', problem: 'is required with ECTICKET_BUILD_ID' },
  ]);
});

test.each(['shop.tickets', 'shop:tickets', '__tickets', 'x'.repeat(201)])(
  'the name %s, whose polls the server would refuse, is rejected',
  (name) => {
    expect(mistakesIn({ ECTICKET_DEPLOYMENT_NAME: name, ECTICKET_BUILD_ID })).toMatchObject([
      { name: 'ECTICKET_DEPLOYMENT_NAME', problem: expect.stringContaining('no dot and no colon') },
    ]);
  },
);

test.each(['__7', 'x'.repeat(201)])('the build id %s is rejected', (buildId) => {
  expect(mistakesIn({ ECTICKET_DEPLOYMENT_NAME, ECTICKET_BUILD_ID: buildId })).toMatchObject([
    { name: 'ECTICKET_BUILD_ID', problem: expect.stringContaining('must not begin with __') },
  ]);
});
