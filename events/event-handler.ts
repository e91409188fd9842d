/** A merchant's webhook for events: verifies the signature, parses the event, and calls the handler of its type. */
import { Webhook, WebhookVerificationError } from 'standardwebhooks';
import { z } from 'zod';
import type { MerchantEvent, MerchantEventType } from '../workflows/messages/merchant-events.js';
import { FUNCTION, mistakesIn, objectWith, OPTIONAL, type OptionSchemas } from '../ecticket/options/check-options.js';
import { InvalidEventHandlerError } from './invalid-event-handler-error.js';
import { EVENT_TYPES, merchantEventSchema, unknownEventSchema } from './merchant-event-schema.js';

/** The event of one type. */
export type EventOf<Type extends MerchantEventType> = Extract<MerchantEvent, { readonly type: Type }>;

/** An event whose type or data this version of the package does not have: a later version of the worker sends it. */
export interface UnknownEvent extends Pick<MerchantEvent, 'id' | 'sequence' | 'at' | 'order'> {
  readonly type: string;
  readonly data: unknown;
}

/**
 * Handles the events that are already handled no second time. An event arrives at least once: again if the webhook
 * failed, if its answer was lost, and after a reset.
 *
 * @typeParam Transaction What your database calls a transaction or a connection in one.
 */
export interface EventInbox<Transaction> {
  /**
   * Opens a transaction, inserts the event's id under a unique key, calls `handle` in the transaction if the id is
   * new, and commits. The id and the changes of `handle` are committed together or not at all. Rejects with the error
   * of `handle`.
   */
  readonly handleOnce: (event: UnknownEvent, handle: (transaction: Transaction) => Promise<void>) => Promise<void>;
}

/** Functions that handle events. The worker delivers the event again if one rejects. */
export interface EventHandlers<Transaction> {
  /** By type. The events of one order arrive in order. */
  readonly on: {
    readonly [Type in MerchantEventType]?: (event: EventOf<Type>, transaction: Transaction) => Promise<void> | void;
  };
  /** Handles every event that no function of `on` handles, and those that this version does not have. */
  readonly fallback: (event: MerchantEvent | UnknownEvent, transaction: Transaction) => Promise<void> | void;
}

/** Options of {@link createEventHandler}. */
export interface EventHandlerOptions<Transaction> extends EventHandlers<Transaction> {
  /**
   * The secret with which the worker signs, with or without the prefix `whsec_`. While it is rotated, several: as a
   * list, or separated by commas as in the worker's `ECTICKET_EVENTS_SECRET`. An event is accepted if it is signed with
   * any of them. See docs/how-to/rotate-keys.md.
   */
  readonly secret: string | readonly string[];
}

/** A request of the worker to your webhook. */
export interface EventRequest {
  readonly headers: Headers | Readonly<Record<string, string | readonly string[] | undefined>>;
  /** The raw body, as it arrived. A body that was parsed and written again has another signature. */
  readonly body: string | Uint8Array;
}

/**
 * What to answer.
 *
 * - `204`: the event is handled, now or earlier.
 * - `401`: the signature is missing, wrong, or more than five minutes old.
 * - `400`: the signature is right, but the body is not an event.
 */
export interface EventReceipt {
  readonly status: 204 | 400 | 401;
  /** Why the request was refused. Contains nothing of the request. */
  readonly reason?: string;
}

const OPTIONS: OptionSchemas<EventHandlerOptions<never> & { readonly inbox?: EventInbox<never> }> = {
  secret: OPTIONAL,
  on: z.record(z.string(), FUNCTION, 'must be an object of functions, by the type of event.'),
  fallback: FUNCTION,
  inbox: objectWith('handleOnce', 'an EventInbox').optional(),
};

export interface EventHandler {
  /**
   * Handles a request of the worker. Answer it with the status of the result.
   *
   * @throws what your function or your inbox throws. Answer 500: the worker then delivers the event again.
   */
  readonly receive: (request: EventRequest) => Promise<EventReceipt>;
  /** Handles an event without a signature. It is an `onEvent` for `ECTicketPlugin` and `createECTicketWorkers`. */
  readonly handle: (event: UnknownEvent) => Promise<void>;
}

/**
 * Creates the handler of a merchant's events.
 *
 * @param options The secret, the functions, and an inbox if each event is to be handled exactly once.
 * @throws InvalidEventHandlerError if a function is missing or has an unknown type, or the secret is unusable.
 * @example
 * const events = createEventHandler({
 *   secret: process.env.ECTICKET_EVENTS_SECRET,
 *   on: { issued: async ({ order, data }) => sendTickets(order, data.tickets) },
 *   fallback: ({ type, id }) => console.log(type, id),
 * });
 * const { status } = await events.receive({ headers: request.headers, body: rawBody });
 */
export function createEventHandler<Transaction>(
  options: EventHandlerOptions<Transaction> & { readonly inbox: EventInbox<Transaction> },
): EventHandler;
/** Creates a handler without an inbox: an event that arrives again is handled again. */
export function createEventHandler(options: EventHandlerOptions<undefined>): EventHandler;
export function createEventHandler<Transaction>(
  options: EventHandlerOptions<Transaction> & { readonly inbox?: EventInbox<Transaction> },
): EventHandler {
  const mistakes = mistakesIn('createEventHandler', OPTIONS, options);
  if (mistakes.length > 0) throw new InvalidEventHandlerError(mistakes.join(' '));
  const { inbox } = options;
  const webhooks = webhooksOf(options.secret);
  checkTypes(options);

  const handle = async (event: UnknownEvent): Promise<void> => {
    // Without an inbox, the overload has made Transaction `undefined`.
    if (inbox === undefined) await dispatch(options, event, undefined as Transaction);
    else await inbox.handleOnce(event, (transaction) => dispatch(options, event, transaction));
  };
  return {
    handle,
    receive: async ({ headers, body }) => {
      const text = textOf(body);
      const refusal = verify(webhooks, text, flatten(headers));
      if (refusal !== undefined) return { status: 401, reason: refusal };
      const event = parseEvent(text);
      if (event === undefined) return { status: 400, reason: 'The body is not an event of temporal-ecticket.' };
      await handle(event);
      return { status: 204 };
    },
  };
}

/** A body parser in front of the route hands over an object: its text can no longer be verified. */
function textOf(body: EventRequest['body']): string {
  if (typeof body === 'string') return body;
  if (body instanceof Uint8Array) return Buffer.from(body).toString('utf8');
  throw new InvalidEventHandlerError(
    'The body is not as it arrived: pass its text or bytes, from before any JSON parser (Express: express.raw).',
  );
}

/** In bytes, as Standard Webhooks specifies. The worker's setting accepts no shorter one. */
const SHORTEST_SECRET = 24;

function webhooksOf(secret: string | readonly string[]): readonly Webhook[] {
  const secrets = [secret].flat().flatMap(splitSecrets);
  const isUsable = (each: unknown) => typeof each === 'string' && each.replace(/^whsec_/, '').trim() !== '';
  if (secrets.length === 0 || !secrets.every(isUsable)) {
    throw new InvalidEventHandlerError(
      'secret is empty. Pass the value of ECTICKET_EVENTS_SECRET that the worker has.',
    );
  }
  let webhooks: Webhook[];
  try {
    webhooks = secrets.map((each) => new Webhook(each));
  } catch {
    throw new InvalidEventHandlerError('secret is not base64. Pass the value of ECTICKET_EVENTS_SECRET unchanged.');
  }
  if (secrets.some((each) => Buffer.from(each.replace(/^whsec_/, ''), 'base64').length < SHORTEST_SECRET)) {
    throw new InvalidEventHandlerError(
      `secret has less than ${SHORTEST_SECRET} bytes, so no worker has it. Pass the value of ECTICKET_EVENTS_SECRET.`,
    );
  }
  return webhooks;
}

/** Splits the value of the setting. What is not text, from a caller that the compiler does not check, is left as it is. */
function splitSecrets(secret: string): readonly string[] {
  return typeof secret === 'string' ? secret.split(',').map((each) => each.trim()) : [secret];
}

function checkTypes({ on }: EventHandlers<never>): void {
  const unknown = Object.keys(on).filter((type) => !(EVENT_TYPES as readonly string[]).includes(type));
  if (unknown.length > 0) {
    const types = EVENT_TYPES.join(', ');
    throw new InvalidEventHandlerError(`No event has the type ${unknown.join(', ')} in "on". The types are: ${types}.`);
  }
}

/** Returns why the request is refused, or undefined if a secret verifies it. */
function verify(webhooks: readonly Webhook[], body: string, headers: Record<string, string>): string | undefined {
  let refusal: string | undefined;
  for (const webhook of webhooks) {
    try {
      webhook.verify(body, headers);
      return undefined;
    } catch (error) {
      // The library parses the body after it has verified it.
      if (error instanceof SyntaxError) return undefined;
      if (!(error instanceof WebhookVerificationError)) throw error;
      refusal = error.message;
    }
  }
  return refusal;
}

function flatten(headers: EventRequest['headers']): Record<string, string> {
  const entries = headers instanceof Headers ? [...headers] : Object.entries(headers);
  return Object.fromEntries(entries.flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])));
}

function parseEvent(body: string): UnknownEvent | undefined {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    return undefined;
  }
  return unknownEventSchema.safeParse(json).data;
}

async function dispatch<Transaction>(
  { on, fallback }: EventHandlers<Transaction>,
  event: UnknownEvent,
  transaction: Transaction,
): Promise<void> {
  const known = merchantEventSchema.safeParse(event).data;
  // TypeScript does not follow that the function belongs to the event's type.
  const handler = known && (on[known.type] as EventHandlers<Transaction>['fallback'] | undefined);
  await (handler ?? fallback)(known ?? event, transaction);
}
