import type { OrderStatus } from '../../client/index.js';

/** For help and completion, which load nothing else. */
export const STATUSES = [
  'awaitingPayment',
  'issuing',
  'awaitingIssuance',
  'active',
  'needsAttention',
  'settled',
  'released',
  'cancelled',
  'abandoned',
] as const satisfies readonly OrderStatus[];
