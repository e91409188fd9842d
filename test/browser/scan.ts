import type { Locator, Page } from 'playwright-core';
import decodeQR from 'qr/decode.js';

/** Reads a QR code as a scanner does: from the pixels on the screen. */
export async function scan(page: Page, code: Locator): Promise<string> {
  const png = (await code.screenshot()).toString('base64');
  const image = await page.evaluate<{ width: number; height: number; data: number[] }>(`(async () => {
    const bytes = Uint8Array.from(atob('${png}'), (character) => character.charCodeAt(0));
    const bitmap = await createImageBitmap(new Blob([bytes]));
    const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d');
    context.drawImage(bitmap, 0, 0);
    const { width, height, data } = context.getImageData(0, 0, bitmap.width, bitmap.height);
    return { width, height, data: [...data] };
  })()`);
  return decodeQR({ ...image, data: Uint8Array.from(image.data) });
}
