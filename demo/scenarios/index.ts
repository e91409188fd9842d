import { aioPayment } from './aio-payment.js';
import { backOffice } from './back-office.js';
import { convenienceStore } from './convenience-store.js';
import { electronic } from './electronic.js';
import { gift } from './gift.js';
import { lostCallback } from './lost-callback.js';
import { fixed } from './corrected.js';
import { mixed } from './mixed.js';
import { ownCounter } from './ticket-updates.js';
import { paidTwice } from './paid-twice.js';
import { paper } from './paper.js';
import { platform } from './platform.js';
import { refundDesk } from './refund-desk.js';
import { refused } from './refused.js';
import type { Scenario } from './scenario.js';
import { serialNumber } from './serial-number.js';
import { unpaid } from './unpaid.js';

/** Every kind of order once, and every road that an order can take. */
export const SCENARIOS: readonly [Scenario, ...Scenario[]] = [
  electronic,
  convenienceStore,
  paper,
  serialNumber,
  gift,
  mixed,
  platform,
  aioPayment,
  paidTwice,
  unpaid,
  ownCounter,
  refundDesk,
  lostCallback,
  backOffice,
  fixed,
  refused,
];
