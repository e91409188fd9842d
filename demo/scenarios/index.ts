import { convenienceStore } from './convenience-store.js';
import { electronic } from './electronic.js';
import { gift } from './gift.js';
import { lostCallback } from './lost-callback.js';
import { mixed } from './mixed.js';
import { paper } from './paper.js';
import { refused } from './refused.js';
import type { Scenario } from './scenario.js';
import { serialNumber } from './serial-number.js';

/** Every kind of order once. */
export const SCENARIOS: readonly [Scenario, ...Scenario[]] = [
  electronic,
  convenienceStore,
  paper,
  serialNumber,
  gift,
  mixed,
  refused,
  lostCallback,
];
