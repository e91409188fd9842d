/** A real Chromium, and what it is allowed. */
import { mkdir } from 'node:fs/promises';
import { chromium, type Browser, type Page } from 'playwright-core';

/** Where pictures of the pages go; git ignores it. */
const PICTURES = 'test-artifacts/browser';

/** On a machine without the internet, whatever machine this is: what the Web UI shows, it shows without. */
const OFFLINE = '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1';

/** scripts/browser.mjs has found Chromium and left its path. */
export async function openChromium(): Promise<Browser> {
  const executablePath = process.env['CHROMIUM_PATH'];
  if (executablePath === undefined) throw new Error('CHROMIUM_PATH is not set. Run these with npm run test:browser.');
  return await chromium.launch({ executablePath, args: [OFFLINE] });
}

/** A page as a shop manager in Taipei has it, large enough to show an order without scrolling. */
export async function openPage(browser: Browser): Promise<Page> {
  return await browser.newPage({ viewport: { width: 1000, height: 1700 }, timezoneId: 'Asia/Taipei', locale: 'en-US' });
}

/** Keeps what the page shows now, as `test-artifacts/browser/<name>.png`. */
export async function keepPicture(page: Page, name: string): Promise<void> {
  await mkdir(PICTURES, { recursive: true });
  await page.screenshot({ path: `${PICTURES}/${name.replaceAll(/[^\w]+/g, '-')}.png` });
}
