import type { Locator, Page } from 'playwright-core';
import decodeQR from 'qr/decode.js';

const MAX_FRAMES = 20;

/**
 * Reads a QR code as a scanner does: from the pixels on the screen, frame by frame. If the page changes while Chromium
 * takes the picture, the code is not complete in it.
 */
export async function scan(page: Page, code: Locator): Promise<string> {
  for (let frame = 1; ; frame += 1) {
    const image = await photograph(page, code);
    try {
      return decodeQR(image);
    } catch (error) {
      if (frame === MAX_FRAMES) throw error;
    }
  }
}

async function photograph(page: Page, code: Locator) {
  const png = (await code.screenshot()).toString('base64');
  const image = await page.evaluate<{ width: number; height: number; data: number[] }>(`(async () => {
    const bytes = Uint8Array.from(atob('${png}'), (character) => character.charCodeAt(0));
    const bitmap = await createImageBitmap(new Blob([bytes]));
    const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d');
    context.drawImage(bitmap, 0, 0);
    const { width, height, data } = context.getImageData(0, 0, bitmap.width, bitmap.height);
    return { width, height, data: [...data] };
  })()`);
  return { ...image, data: Uint8Array.from(image.data) };
}
