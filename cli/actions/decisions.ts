/** Actions by which an operator decides about an order: resubmit, abandon, cancel. */
import { userInfo } from 'node:os';
import type { Decision, OrderStatus } from '../../client/index.js';
import { UsageError } from '../../settings/listen-options.js';
import { confirm, type ConfirmOptions } from '../confirm.js';
import { colourStatus } from '../display/colours.js';
import { findOrder, formatOrderName } from '../order-name.js';
import type { CommandContext } from '../command-context.js';

export interface DecisionOptions extends ConfirmOptions {
  readonly why: string;
  readonly by?: string | undefined;
  readonly updateId?: string | undefined;
}

/** Abandons an order, or cancels it before its tickets are issued. */
export async function closeOrder(
  context: CommandContext,
  action: 'abandon' | 'cancelOrder',
  name: string,
  options: DecisionOptions,
): Promise<void> {
  const decision = decisionOf(options);
  const ref = await findOrder(context, name);
  await confirm(`${formatOrderName(ref)}${context.texts.colon}${context.texts.prompts[action]}`, options, context);
  const tickets = await context.tickets();
  printStatus(context, await tickets[action](ref, decision, updateOptions(options)));
}

/** @throws UsageError if neither `--by` nor a login name says who decides. */
export function decisionOf({ by = loginName(), why }: Pick<DecisionOptions, 'by' | 'why'>): Decision {
  return { by, why };
}

/** In a container, the account may have no name. */
function loginName(): string {
  try {
    return userInfo().username;
  } catch {
    throw new UsageError('This account has no login name. Say who decides with --by NAME.');
  }
}

export function updateOptions({ updateId }: DecisionOptions) {
  return { ...(updateId !== undefined && { updateId }) };
}

export function printStatus(context: CommandContext, status: OrderStatus): void {
  context.print({ status }, () => context.texts.order.statusIs(colourStatus(status, context.texts.status[status])));
}
