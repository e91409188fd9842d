/** `npm run test:browser` on a machine without Chromium. */
import { expect, test } from '@jest/globals';
import { start } from './run-script.js';

async function testBrowser(chromium: string): Promise<{ status: number | null; output: string }> {
  const env = { ...process.env, PATH: '/nowhere', CHROMIUM_PATH: chromium };
  return await start('scripts/run.mjs', ['test:browser'], { env }).ended;
}

test('without Chromium, the command says how to install it and fails', async () => {
  const { status, output } = await testBrowser('');
  expect(output).toContain('The browser tests need Chromium or Chrome.');
  expect(output).toContain('apt-get install chromium');
  expect(status).toBe(1);
});

test('with a wrong CHROMIUM_PATH, the command says so and fails', async () => {
  const { status, output } = await testBrowser('/nowhere/chromium');
  expect(output).toContain('/nowhere/chromium cannot be run. Set CHROMIUM_PATH to a Chromium, or unset it.');
  expect(status).toBe(1);
});
