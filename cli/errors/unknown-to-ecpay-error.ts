/** An order was to be taken up, and ECPay has none under this number. */
export class UnknownToECPayError extends Error {
  override readonly name = 'UnknownToECPayError';
  readonly code = 'UNKNOWN_TO_ECPAY';

  constructor(readonly workflowId: string) {
    super(
      `ECPay has issued no order ${workflowId}. Check merchant and number; for a FreeTradeNo add --free, for an order that a platform placed --platform with its MerchantID.`,
    );
  }
}
