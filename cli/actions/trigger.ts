/** Actions of `ecticket trigger`: the sandbox produces what ECPay, a clerk or a customer would. */
import { callbackBase, CALLBACK_PATHS } from '../../client/notify-urls.js';
import { SANDBOX_CALLBACK_URL } from '../../ecticket/index.js';
import { commandFor } from '../../settings/installation.js';
import { UsageError } from '../../settings/listen-options.js';
import type { CommandContext } from '../command-context.js';
import { formatMoney } from '../display/format.js';
import { green, red } from '../display/colours.js';
import { EXIT } from '../exit-status.js';
import { findOrder, formatOrderName, parseOrderName } from '../order-name.js';
import { readOrder } from '../read-order.js';
import type { Texts } from '../texts/index.js';
import { SandboxControl, type SandboxCallback, type SandboxPayment } from '../sandbox-control.js';

export interface TicketEventOptions {
  readonly count?: number | undefined;
  readonly tickets?: readonly string[] | undefined;
  readonly cancel?: true | undefined;
  /** What the merchant keeps of the whole refund, in NT$. */
  readonly fee?: number | undefined;
}

/** Redeems or refunds tickets in the sandbox, or cancels either, and sends the callbacks. */
export async function triggerTicketEvent(
  context: CommandContext,
  event: 'use-status' | 'refund',
  name: string,
  options: TicketEventOptions,
): Promise<void> {
  const body = selectionOf(options);
  const sandbox = await sandboxOf(context);
  const order = parseOrderName(name, (await context.settings()).merchantIds);
  const before = await sandbox.order(order);
  const changed = await sandbox.act(order, event === 'refund' ? 'refund' : 'redeem', body);
  const after = await sandbox.sendCallbacks(order);
  const tickets = changed.tickets.filter(({ state }, index) => state !== before.tickets[index]?.state);
  const callbacks = after.callbacks.filter((_, index) => isUnsent(changed.callbacks[index]));
  const isAnswered = callbacks.every(({ state }) => state === 'answered');
  const { texts } = context;
  context.print({ event, order, tickets, callbacks }, () =>
    [
      ...tickets.map(({ ticketNo, state }) => `${ticketNo}  ${green(texts.ticketState[state])}`),
      ...formatCallbacks(callbacks, texts.trigger),
    ].join('\n'),
  );
  if (!isAnswered) reportNoAnswer(context);
}

export interface PaymentEventOptions {
  readonly kind: 'aio' | 'embedded';
  /** NT$. */
  readonly amount?: number | undefined;
  readonly simulate?: true | undefined;
}

/** Pays an order in the sandbox, which notifies the receiver. The amount defaults to what the order waits for. */
export async function triggerPayment(
  context: CommandContext,
  name: string,
  { kind, amount, simulate }: PaymentEventOptions,
): Promise<void> {
  const sandbox = await sandboxOf(context);
  const { merchantIds, merchants, callbackBaseUrl = SANDBOX_CALLBACK_URL } = await context.settings();
  const order = parseOrderName(name, merchantIds);
  const { payment } = await merchants.get(order.merchantId);
  if (payment === undefined) {
    throw new UsageError(
      `Merchant ${order.merchantId} has no payment keys. Add "payment": {"keys": […]} to its settings.`,
    );
  }
  const paid = amount ?? (await readAmount(context, name));
  const path = kind === 'aio' ? CALLBACK_PATHS.aioPayment : CALLBACK_PATHS.embeddedPayment;
  const notifyUrl = callbackBase(callbackBaseUrl) + path;
  const request = { kind, amount: paid, simulate: simulate === true, notifyUrl, paymentMerchantId: payment.merchantId };
  const outcome = await sandbox.pay(order, { ...request, merchantTradeNo: order.tradeNo });
  const { tradeNo, ...answer } = outcome;
  const { trigger: texts } = context.texts;
  context.print({ event: 'payment', order, payment: { ...request, tradeNo }, ...answer }, () =>
    [
      texts[simulate ? 'simulatedPayment' : 'payment'](tradeNo, formatMoney(paid)),
      texts.notified(notifyUrl, formatAnswer(outcome, texts)),
    ].join('\n'),
  );
  if (!answer.answered) reportNoAnswer(context);
}

/** Only the sandbox produces events on request. @throws UsageError */
async function sandboxOf(context: CommandContext): Promise<SandboxControl> {
  const { environment, baseUrl } = await context.settings();
  if (environment === 'sandbox') return new SandboxControl(baseUrl);
  throw new UsageError(
    `Nothing was done. Only the sandbox produces events on request, and ECTICKET_ENV is ${environment}. ` +
      'Run the command with the settings of a worker that has ECTICKET_ENV=sandbox.',
  );
}

/** Returns the body of the control. By default it selects one ticket. @throws UsageError */
function selectionOf({ count, tickets, cancel, fee }: TicketEventOptions): object {
  if (count !== undefined && tickets !== undefined) throw new UsageError('Give either --count or --tickets, not both.');
  if (fee !== undefined && cancel) throw new UsageError('--fee has no meaning with --cancel: leave one out.');
  return {
    ...(tickets === undefined ? { count: count ?? 1 } : { ticketNos: tickets }),
    ...(cancel && { cancel }),
    ...(fee !== undefined && { fee }),
  };
}

/** Reads from Temporal what the customer has to pay. @throws UsageError */
async function readAmount(context: CommandContext, name: string): Promise<number> {
  const ref = await findOrder(context, name);
  const { amount } = (await readOrder(context, ref)).payment;
  if (amount !== undefined && amount > 0) return amount;
  throw new UsageError(`The order ${formatOrderName(ref)} waits for no amount. Give the amount with --amount.`);
}

/** The sandbox adds a change to a callback that it has not sent yet. */
function isUnsent(callback: SandboxCallback | undefined): boolean {
  return callback?.state === 'waiting' && callback.attempts.length === 0;
}

type TriggerTexts = Texts['trigger'];

function formatCallbacks(callbacks: readonly SandboxCallback[], texts: TriggerTexts): string[] {
  if (callbacks.length === 0) return [texts.noCallback];
  return callbacks.map(({ kind, url, attempts }) => {
    const last = attempts.at(-1);
    const answer = last === undefined ? red(texts.heldBack) : formatAnswer(last, texts);
    return texts.callback(kind, url, answer);
  });
}

type Attempt = SandboxCallback['attempts'][number];

function formatAnswer(attempt: Attempt | SandboxPayment, texts: TriggerTexts): string {
  const { httpStatus, answer, problem } = attempt;
  const isAnswered = 'result' in attempt ? attempt.result === 'answered' : attempt.answered;
  if (isAnswered) return green(texts.accepted(String(httpStatus)));
  if ('result' in attempt && attempt.result === 'dropped') return red(texts.dropped);
  if ('result' in attempt && attempt.result === 'delayed') return red(texts.delayed);
  return red(texts.notAccepted(problem ?? `HTTP ${String(httpStatus)} ${JSON.stringify(answer)}`));
}

function reportNoAnswer(context: CommandContext): void {
  context.status = EXIT.failed;
  context.printNote(context.texts.trigger.noAnswer(commandFor('callbacks')));
}
