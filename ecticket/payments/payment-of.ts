import { InvalidMerchantsError } from '../errors/invalid-merchants-error.js';
import type { MerchantRegistry } from '../merchants.js';
import type { MerchantPayment } from '../merchant.js';

/** The account at ECPay's payment system, and its keys. @throws InvalidMerchantsError where the settings have none */
export async function paymentOf(merchants: MerchantRegistry, merchantId: string): Promise<MerchantPayment> {
  const { payment } = await merchants.get(merchantId);
  if (payment !== undefined) return payment;
  throw new InvalidMerchantsError([`${merchantId}.payment: missing; write {"keys":[…]} with its payment keys`]);
}
