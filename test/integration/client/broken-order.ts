/** A workflow whose tasks always fail, as after an upgrade that cannot replay the order. */
export function ticketOrder(): Promise<never> {
  throw new TypeError('this version cannot replay the order');
}
