/** The sandbox's controls, as `ecticket trigger` calls them. docs/reference/sandbox.md describes them. */
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { TICKET_STATES } from '../ecticket/naming/tables.js';
import { commandFor } from '../settings/installation.js';
import type { OrderName } from './order-name.js';

const attempt = z.object({
  result: z.enum(['answered', 'notAnswered', 'dropped', 'delayed']),
  httpStatus: z.number().optional(),
  answer: z.string().optional(),
  problem: z.string().optional(),
});

const callback = z.object({
  kind: z.enum(['useStatus', 'refund']),
  url: z.string(),
  state: z.enum(['waiting', 'sending', 'answered', 'failed']),
  attempts: z.array(attempt),
});

const ticket = z.object({
  ticketNo: z.string(),
  useStatus: z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4)]),
});

const order = z.object({
  tickets: z.array(ticket.transform(({ ticketNo, useStatus }) => ({ ticketNo, state: TICKET_STATES[useStatus] }))),
  callbacks: z.array(callback),
});

const payment = z.object({
  tradeNo: z.string(),
  answered: z.boolean(),
  httpStatus: z.number().optional(),
  answer: z.string().optional(),
  problem: z.string().optional(),
});

const refusal = z.object({ error: z.object({ code: z.string(), message: z.string() }) });

export type SandboxOrder = z.output<typeof order>;
export type SandboxCallback = z.output<typeof callback>;
export type SandboxPayment = z.output<typeof payment>;

/** The sandbox does not answer, or something else answers at its address. */
class SandboxUnavailableError extends Error {
  override readonly name = 'SandboxUnavailableError';
  readonly code = 'SANDBOX_UNAVAILABLE';

  constructor(url: string, problem: string) {
    super(
      `There is no sandbox at ${url}: ${problem}. Start it with "${commandFor('sandbox')}", ` +
        'or name its address in ECTICKET_BASE_URL.',
    );
  }
}

/** The sandbox has no order with this number, because Issue has not been called for it. */
class UnknownToSandboxError extends Error {
  override readonly name = 'UnknownToSandboxError';
  readonly code = 'UNKNOWN_TO_SANDBOX';

  constructor({ merchantId, tradeNo }: OrderName) {
    super(
      `The sandbox has no order ${merchantId}/${tradeNo}. It has an order once the order is issued. ` +
        `To find out what the order waits for, run: ecticket order show ${merchantId}/${tradeNo}`,
    );
  }
}

/** The sandbox refuses what it was asked to do, as ECPay would. Nothing was changed. */
class SandboxRefusedError extends Error {
  override readonly name = 'SandboxRefusedError';
  readonly code = 'SANDBOX_REFUSED';

  /** @param reason the sandbox's own code */
  constructor(
    readonly reason: string,
    message: string,
  ) {
    super(`The sandbox refused: ${message}`);
  }
}

/** A callback waits up to ten seconds for its answer, and a run may send several, one after the other. */
const TIMEOUT_MS = 60_000;
const POLL_INTERVAL_MS = 100;

/** Calls the controls of the sandbox at `url`. @throws SandboxUnavailableError, SandboxRefusedError */
export class SandboxControl {
  constructor(private readonly url: string) {}

  /** @throws UnknownToSandboxError */
  async order(name: OrderName): Promise<SandboxOrder> {
    return await this.#call('GET', pathOf(name), order, name);
  }

  /** Redeems or refunds tickets without the API, and returns the order. @throws UnknownToSandboxError */
  async act(name: OrderName, action: 'redeem' | 'refund', body: object): Promise<SandboxOrder> {
    return await this.#call('POST', pathOf(name, `/${action}`), order, name, body);
  }

  /** Sends the callbacks that are due, and returns the order when none of its callbacks is on its way. */
  async sendCallbacks(name: OrderName): Promise<SandboxOrder> {
    await this.#call('POST', 'callbacks/run', z.unknown(), name);
    for (;;) {
      const current = await this.order(name);
      if (current.callbacks.every(({ state }) => state !== 'sending')) return current;
      await sleep(POLL_INTERVAL_MS);
    }
  }

  /** Makes a payment and notifies the merchant of it. */
  async pay(name: OrderName, body: object): Promise<SandboxPayment> {
    return await this.#call('POST', 'payments', payment, name, body);
  }

  async #call<Answer>(
    method: 'GET' | 'POST',
    path: string,
    schema: z.ZodType<Answer>,
    name: OrderName,
    body?: object,
  ): Promise<Answer> {
    const { status, json } = await this.#fetch(path, { method, ...(body && { body: JSON.stringify(body) }) });
    if (status === 200) {
      const answer = schema.safeParse(json);
      if (answer.success) return answer.data;
    }
    const refused = refusal.safeParse(json);
    if (!refused.success) throw new SandboxUnavailableError(this.url, `something else answers there (HTTP ${status})`);
    const { code, message } = refused.data.error;
    throw code === 'NO_SUCH_ORDER' ? new UnknownToSandboxError(name) : new SandboxRefusedError(code, message);
  }

  async #fetch(path: string, request: RequestInit): Promise<{ readonly status: number; readonly json: unknown }> {
    try {
      const signal = AbortSignal.timeout(TIMEOUT_MS);
      const response = await fetch(`${this.url}/_sandbox/${path}`, { ...request, signal });
      const text = await response.text();
      return { status: response.status, json: parseJson(text) };
    } catch (error) {
      throw new SandboxUnavailableError(this.url, problemOf(error));
    }
  }
}

function pathOf({ merchantId, tradeNo }: OrderName, action = ''): string {
  return `orders/${tradeNo}${action}?merchantId=${merchantId}`;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** `fetch` names the problem in the cause of its error. */
function problemOf(error: unknown): string {
  const { cause = error } = error as Error;
  const { code, message } = cause as NodeJS.ErrnoException;
  return message === '' ? (code ?? 'no answer') : message;
}
