import { randomBytes } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { readSettings } from '../../../settings/index.js';
import { mistakesIn } from './mistakes-in.js';

const ECTICKET_EVENTS_URL = 'https://shop.example';
const BYTES = randomBytes(32);
const SECRET = `whsec_${BYTES.toString('base64')}`;

test('two secrets at once, newest first, while one is replaced', () => {
  const newest = randomBytes(32);
  const ECTICKET_EVENTS_SECRET = `whsec_${newest.toString('base64')}, ${SECRET}`;
  const settings = readSettings({ ECTICKET_EVENTS_URL, ECTICKET_EVENTS_SECRET });
  expect(settings.events?.secret.map((secret) => secret.export())).toEqual([newest, BYTES]);
});

test.each([
  [`${SECRET},${SECRET}`, 'holds one secret twice'],
  [`${SECRET},${SECRET.replace('whsec_', 'whsec_AAAA')},whsec_third`, 'holds more than two secrets'],
  [`${SECRET},`, 'is not whsec_ and Base64'],
  [`${SECRET},whsec_AAAA`, 'does not hold 24 to 64 bytes'],
])('what is no secret or no two: %s', (ECTICKET_EVENTS_SECRET, problem) => {
  expect(mistakesIn({ ECTICKET_EVENTS_URL, ECTICKET_EVENTS_SECRET })).toMatchObject([
    { name: 'ECTICKET_EVENTS_SECRET', problem },
  ]);
});

test('events need an address and a secret together', () => {
  expect(mistakesIn({ ECTICKET_EVENTS_URL })).toMatchObject([{ name: 'ECTICKET_EVENTS_SECRET' }]);
  expect(mistakesIn({ ECTICKET_EVENTS_SECRET: SECRET })).toMatchObject([{ name: 'ECTICKET_EVENTS_URL' }]);
});
