import { userInfo } from 'node:os';
import type { Decision, OrderStatus } from '../../client/index.js';
import { UsageError } from '../../settings/listen-options.js';
import { confirm, type ConfirmOptions } from '../confirm.js';
import { inColour } from '../display/colours.js';
import { findOrder, nameOf } from '../order-name.js';
import { readOrderJson } from '../order-json.js';
import type { Shell } from '../shell.js';

export interface DecisionOptions extends ConfirmOptions {
  readonly why: string;
  readonly by?: string | undefined;
  readonly updateId?: string | undefined;
}

export interface ResubmitOptions extends DecisionOptions {
  readonly order?: string | undefined;
}

const QUESTIONS = {
  abandon: 'Give the order up for good? Money that was taken for it is yours to give back.',
  cancelOrder: 'Cancel the order for good? Money that was taken for it is yours to give back.',
} as const;

export async function resubmitOrder(shell: Shell, name: string, options: ResubmitOptions): Promise<void> {
  const order = options.order === undefined ? undefined : await readOrderJson(options.order, shell);
  const decision = decisionOf(options);
  const ref = await findOrder(shell, name);
  const as = order === undefined ? 'as it stands' : 'with these corrections';
  await confirm(`${nameOf(ref)}: Send the order to ECPay again ${as}, to be issued?`, options, shell.io);
  const request = { ...decision, ...(order !== undefined && { order }) };
  tellStatus(shell, await (await shell.tickets()).resubmit(ref, request, updateOptions(options)));
}

/** Gives an order up, or cancels it before it is issued. */
export async function endOrder(
  shell: Shell,
  how: 'abandon' | 'cancelOrder',
  name: string,
  options: DecisionOptions,
): Promise<void> {
  const decision = decisionOf(options);
  const ref = await findOrder(shell, name);
  await confirm(`${nameOf(ref)}: ${QUESTIONS[how]}`, options, shell.io);
  const tickets = await shell.tickets();
  tellStatus(shell, await tickets[how](ref, decision, updateOptions(options)));
}

/** @throws UsageError where nobody is named. */
export function decisionOf({ by = loginName(), why }: Pick<DecisionOptions, 'by' | 'why'>): Decision {
  return { by, why };
}

/** In a container, an account may be a number alone. */
function loginName(): string {
  try {
    return userInfo().username;
  } catch {
    throw new UsageError('Who decides? This account has no login name: add --by NAME.');
  }
}

function updateOptions({ updateId }: DecisionOptions) {
  return { ...(updateId !== undefined && { updateId }) };
}

function tellStatus(shell: Shell, status: OrderStatus): void {
  shell.tell({ status }, () => `The order is ${inColour(status)}.`);
}
