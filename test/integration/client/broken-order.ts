/** An order that no worker can answer for, as after an upgrade that cannot replay it. */
export function ticketOrder(): Promise<never> {
  throw new TypeError('this version cannot replay the order');
}
