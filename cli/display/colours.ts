/** Terminal colours. Text stays plain without a terminal, and if NO_COLOR is set (no-color.org). */
import type { OrderStatus } from '../../client/index.js';

const enabled = process.stdout.isTTY && !process.env['NO_COLOR'];

function coloured(on: number, off = 39): (text: string) => string {
  return (text) => (enabled && text !== '' ? `\u001B[${on}m${text}\u001B[${off}m` : text);
}

export const bold = coloured(1, 22);
export const red = coloured(31);
export const green = coloured(32);
const yellow = coloured(33);
const cyan = coloured(36);
export const grey = coloured(90);

/** Waiting: yellow. Active: cyan. Completed: green. Needs an operator: red. */
const COLOURS: Readonly<Record<OrderStatus, (text: string) => string>> = {
  awaitingPayment: yellow,
  issuing: yellow,
  awaitingIssuance: yellow,
  active: cyan,
  needsAttention: red,
  settled: green,
  released: green,
  cancelled: grey,
  abandoned: grey,
};

/** @param text the status as people read it */
export function colourStatus(status: OrderStatus, text: string = status): string {
  return COLOURS[status](text);
}
