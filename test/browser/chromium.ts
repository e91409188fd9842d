/** Starts a real Chromium without access to the internet. */
import { mkdir } from 'node:fs/promises';
import { chromium, type Browser, type Page } from 'playwright-core';

/** Where screenshots are stored. Git ignores the directory. */
const SCREENSHOTS = 'test-artifacts/browser';

/** Resolves no host but 127.0.0.1, so that tests prove that the Web UI needs no internet access. */
const OFFLINE = '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1';

/** Starts the Chromium that scripts/browser.mjs has found. */
export async function openChromium(): Promise<Browser> {
  const executablePath = process.env['CHROMIUM_PATH'];
  if (executablePath === undefined) throw new Error('CHROMIUM_PATH is not set. Run these with npm run test:browser.');
  return await chromium.launch({ executablePath, args: [OFFLINE] });
}

/** Opens a page in the time zone of Taipei, large enough to show an order without scrolling. */
export async function openPage(browser: Browser): Promise<Page> {
  return await browser.newPage({ viewport: { width: 1000, height: 1700 }, timezoneId: 'Asia/Taipei', locale: 'en-US' });
}

/** What Chromium answers if it has no frame of the page at this moment, although the page is there and works. */
const NO_FRAME = 'Unable to capture screenshot';

/**
 * Stores a screenshot of the page as `test-artifacts/browser/<name>.png`. Screenshots are for people, no test compares
 * them: if Chromium has no frame to give, the screenshot is missing, which is printed, and the test goes on.
 */
export async function keepScreenshot(page: Pick<Page, 'screenshot'>, name: string): Promise<void> {
  await mkdir(SCREENSHOTS, { recursive: true });
  try {
    await page.screenshot({ path: `${SCREENSHOTS}/${name.replaceAll(/[^\w]+/g, '-')}.png` });
  } catch (error) {
    if (!(error instanceof Error && error.message.includes(NO_FRAME))) throw error;
    console.warn(`No screenshot of "${name}": ${error.message}`);
  }
}
