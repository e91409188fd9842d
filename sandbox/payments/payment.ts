/** A payment that a consumer is said to have made. */
export interface Payment {
  readonly merchantTradeNo: string;
  /** ECPay's own number, S20. */
  readonly tradeNo: string;
  /** NT$. */
  readonly amount: number;
  /** ms since the epoch. */
  readonly paidAt: number;
  /** From when on QueryTradeInfo tells of it, ms since the epoch. */
  readonly bookedAt: number;
  /** A test notification: nobody has paid. */
  readonly simulated: boolean;
}
