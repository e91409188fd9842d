/** What a test of the browser does if Chromium cannot take a screenshot. */
import { afterEach, expect, jest, test } from '@jest/globals';
import { keepScreenshot } from './chromium.js';

const failsWith = (message: string) => ({ screenshot: () => Promise.reject(new Error(message)) });

afterEach(() => {
  jest.restoreAllMocks();
});

test('a screenshot that Chromium has no frame for is missing, which is printed, and fails no test', async () => {
  const warn = jest.spyOn(console, 'warn').mockReturnValue();
  const message = 'page.screenshot: Protocol error (Page.captureScreenshot): Unable to capture screenshot';
  await keepScreenshot(failsWith(message), 'checkout refused');
  expect(warn.mock.calls).toEqual([[`No screenshot of "checkout refused": ${message}`]]);
});

test('a screenshot of a page that has crashed fails the test', async () => {
  await expect(keepScreenshot(failsWith('page.screenshot: Page crashed'), 'crashed')).rejects.toThrow('Page crashed');
});
