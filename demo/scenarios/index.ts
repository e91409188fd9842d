import { aioPayment } from './aio-payment.js';
import { backOffice } from './back-office.js';
import { convenienceStore } from './convenience-store.js';
import { electronic } from './electronic.js';
import { gift } from './gift.js';
import { lostCallback } from './lost-callback.js';
import { corrected } from './corrected.js';
import { mixed } from './mixed.js';
import { twoClerks } from './two-clerks.js';
import { paidTwice } from './paid-twice.js';
import { paper } from './paper.js';
import { platform } from './platform.js';
import { merchantRefund } from './merchant-refund.js';
import { refused } from './refused.js';
import type { Scenario } from './scenario.js';
import { serialNumber } from './serial-number.js';
import { unpaid } from './unpaid.js';

/** Every kind of order and every path through the lifecycle. */
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
  twoClerks,
  merchantRefund,
  lostCallback,
  backOffice,
  corrected,
  refused,
];
