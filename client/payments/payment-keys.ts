import type { MerchantRegistry } from '../../ecticket/merchants.js';
import type { OrderRef } from '../../ecticket/order.js';
import type { Violation } from '../../ecticket/violation.js';
import { ViolationList } from '../violation-list.js';

/** Checks that an order with `doubleCheck` belongs to a merchant whose payments can be checked. */
export async function checkPaymentKeys(
  merchants: MerchantRegistry,
  { merchantId }: Pick<OrderRef, 'merchantId'>,
): Promise<readonly Violation[]> {
  const violations = new ViolationList();
  violations.check(
    (await merchants.get(merchantId)).payment !== undefined,
    'payment.doubleCheck',
    'doubleCheckNeedsKeys',
    `doubleCheck needs payment keys, and merchant ${merchantId} has none.`,
    'Add "payment": {"keys": […]} to its settings, or leave doubleCheck out.',
  );
  return violations.all;
}
