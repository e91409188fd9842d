/** Every figure, in the order in which they are measured. */
import { bundle } from './bundle.js';
import { burst } from './burst.js';
import { callbacks } from './callbacks.js';
import { codec } from './codec.js';
import { counter } from './counter.js';
import { history } from './history.js';
import { lifecycles } from './lifecycles.js';
import { openOrders } from './open-orders.js';
import { protocol } from './protocol.js';
import { start } from './start.js';

export const FIGURES = {
  lifecycles,
  history,
  openOrders,
  start,
  bundle,
  protocol,
  callbacks,
  counter,
  burst,
  codec,
} as const;

export type FigureName = keyof typeof FIGURES;

export const FIGURE_NAMES = Object.keys(FIGURES) as FigureName[];
