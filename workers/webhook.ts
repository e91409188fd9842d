import { once } from 'node:events';
import type { KeyObject } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { context, propagation } from '@opentelemetry/api';
import { got, RequestError } from 'got';
import { Webhook } from 'standardwebhooks';
import type { DeliverEvent } from '../activities/index.js';
import { EventNotDeliveredError } from './errors/event-not-delivered-error.js';

/** Milliseconds. Together well below the minute that telling the merchant may take. */
const TIMEOUTS = { lookup: 2_000, connect: 3_000, secureConnect: 3_000, send: 3_000, response: 8_000, request: 10_000 };

interface WebhookTarget {
  readonly url: string;
  readonly secret: KeyObject | readonly KeyObject[];
}

/**
 * Delivers events to a merchant's webhook: a POST of the event as JSON, signed as Standard Webhooks has it
 * (standardwebhooks.com), its `webhook-id` the event's id, with the trace that it belongs to, if any. Taken when it is answered 2xx; nothing is repeated here.
 * @param target the address, and the raw bytes of the secret: of two while it is replaced, then each event bears both
 *   signatures and verifies with either
 * @throws EventNotDeliveredError by the function returned
 */
export function webhook({ url, secret }: WebhookTarget): DeliverEvent {
  const signers = [secret].flat().map((key) => new Webhook(key.export(), { format: 'raw' }));
  return async (event) => {
    const body = JSON.stringify(event);
    const now = new Date();
    const trace: Record<string, string> = {};
    propagation.inject(context.active(), trace);
    const status = await post(url, body, {
      ...trace,
      'webhook-id': event.id,
      'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
      'webhook-signature': signers.map((signer) => signer.sign(event.id, now, body)).join(' '),
    });
    if (status < 200 || status > 299) throw new EventNotDeliveredError(status);
  };
}

/** @returns the HTTP status; the answer's body is of no interest and is not kept. */
async function post(url: string, body: string, headers: Record<string, string>): Promise<number> {
  const request = got.stream.post(url, {
    body,
    headers: { ...headers, 'content-type': 'application/json', 'user-agent': 'temporal-ecticket' },
    timeout: TIMEOUTS,
    retry: { limit: 0 },
    followRedirect: false,
    throwHttpErrors: false,
  });
  try {
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    return response.statusCode ?? 0;
  } catch (error) {
    // got's own error holds the whole request.
    throw new EventNotDeliveredError(error instanceof RequestError ? error.code : 'failed');
  } finally {
    request.on('error', () => undefined).resume();
  }
}
