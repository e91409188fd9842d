/** Every figure, in the order in which they are measured. */
import { bundle } from './bundle.js';
import { history } from './history.js';
import { lifecycles } from './lifecycles.js';
import { protocol } from './protocol.js';

export const FIGURES = { lifecycles, history, bundle, protocol } as const;

export type FigureName = keyof typeof FIGURES;

export const FIGURE_NAMES = Object.keys(FIGURES) as FigureName[];
