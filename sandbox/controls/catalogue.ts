import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { SandboxState } from '../state.js';
import { bodyOf, ControlError } from './control-request.js';

const item = z.strictObject({
  itemNo: z.string().regex(/^[0-9A-Za-z]{1,8}$/, '1 to 8 letters and digits'),
  itemName: z.string().min(1).optional(),
  price: z.int().min(0).max(999_999_999).optional(),
  /** `1` is a pickup voucher, `2` a gift voucher. */
  ticketType: z.enum(['1', '2'], 'ticketType is "1" (pickup voucher) or "2" (gift voucher)').optional(),
  onSale: z.boolean().optional(),
});

/**
 * Registers the controls of the catalogue. A change of an existing item keeps the fields that it omits. A new item is a
 * pickup voucher on sale by default.
 */
export function registerItemControls(app: FastifyInstance, { catalogue }: SandboxState): void {
  app.get('/_sandbox/items', () => catalogue.all());

  app.post('/_sandbox/items', (request) => {
    const input = bodyOf(request, item);
    const existing = catalogue.find(input.itemNo);
    const { itemNo, itemName = existing?.itemName, price = existing?.price } = input;
    if (itemName === undefined || price === undefined) {
      throw new ControlError(
        400,
        'INVALID_BODY',
        `A new item needs an itemName and a price: ${itemNo} is not listed yet.`,
      );
    }
    const { ticketType = existing?.ticketType ?? '1', onSale = existing?.onSale ?? true } = input;
    const listed = { itemNo, itemName, price, ticketType, onSale };
    catalogue.put(listed);
    return listed;
  });
}

const store = z.strictObject({
  merchantId: z.string().min(1),
  storeId: z.string().regex(/^[0-9A-Za-z]{2,20}$/, '2 to 20 letters and digits'),
  active: z.boolean().default(true),
});

/** Registers the controls of the merchants' stores. */
export function registerStoreControls(app: FastifyInstance, { stores }: SandboxState): void {
  app.get('/_sandbox/stores', () => stores.all());

  app.post('/_sandbox/stores', (request) => {
    const input = bodyOf(request, store);
    stores.put(input);
    return input;
  });
}
