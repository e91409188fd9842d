/** The diagrams of docs/explanation/order-lifecycle.md against the state machine. */
import { expect, test } from '@jest/globals';
import { apply } from '../../../workflows/state/transitions.js';
import type { OrderState } from '../../../workflows/state/order-state.js';
import { inputs, play, starts, T0 } from '../../support/order-states.js';
import { readPage } from './pages.js';

/** An order that was cancelled although ECPay may have tickets. */
const cancelledUnanswered = play(starts['needsAttention, unanswered'], 'notFound', 'cancelled');

const statusOf = ({ stage }: OrderState) => stage.status;

test('the diagrams of the lifecycle have every change of status, and no other', () => {
  const states = [...Object.values(starts), cancelledUnanswered];
  const changes = states.flatMap((state) =>
    Object.values(inputs)
      .map((input) => [statusOf(state), statusOf(apply(state, input, T0 + 1))] as const)
      .filter(([from, to]) => from !== to)
      .map(([from, to]) => `${from} --> ${to}`),
  );
  const page = readPage('docs/explanation/order-lifecycle.md');
  const diagrams = [...page.matchAll(/^```mermaid\n(.*?)^```$/gms)].map(([, diagram = '']) => diagram).join('');
  const drawn = [...diagrams.matchAll(/^ *(\w+ --> \w+)(:|$)/gm)].map(([, change = '']) => change);
  expect(drawn.sort()).toEqual([...new Set(changes)].sort());
});
