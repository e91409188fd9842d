import { randomBytes } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { readSettings } from '../../../settings/index.js';
import { mistakesIn } from './mistakes-in.js';

const ECTICKET_EVENTS_URL = 'https://shop.example';
const BYTES = randomBytes(32);
const SECRET = `whsec_${BYTES.toString('base64')}`;

test('two secrets are allowed during a rotation, newest first', () => {
  const newest = randomBytes(32);
  const ECTICKET_EVENTS_SECRET = `whsec_${newest.toString('base64')}, ${SECRET}`;
  const settings = readSettings({ ECTICKET_EVENTS_URL, ECTICKET_EVENTS_SECRET });
  expect(settings.events?.secret.map((secret) => secret.export())).toEqual([newest, BYTES]);
});

test.each([
  [`${SECRET},${SECRET}`, 'contains one secret twice'],
  [`${SECRET},${SECRET.replace('whsec_', 'whsec_AAAA')},whsec_third`, 'contains more than two secrets'],
  [`${SECRET},`, 'is not whsec_ and Base64'],
  [`${SECRET},whsec_AAAA`, 'does not contain 24 to 64 bytes'],
])('the secrets %s are rejected', (ECTICKET_EVENTS_SECRET, problem) => {
  expect(mistakesIn({ ECTICKET_EVENTS_URL, ECTICKET_EVENTS_SECRET })).toMatchObject([
    { name: 'ECTICKET_EVENTS_SECRET', problem },
  ]);
});

test('the address and the secret of the webhook are required together', () => {
  expect(mistakesIn({ ECTICKET_EVENTS_URL })).toMatchObject([{ name: 'ECTICKET_EVENTS_SECRET' }]);
  expect(mistakesIn({ ECTICKET_EVENTS_SECRET: SECRET })).toMatchObject([{ name: 'ECTICKET_EVENTS_URL' }]);
});
