import { once } from 'node:events';
import type { KeyObject } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { context, propagation } from '@opentelemetry/api';
import { got, RequestError } from 'got';
import { Webhook } from 'standardwebhooks';
import type { DeliverEvent } from '../activities/index.js';
import { EventNotAcceptedError } from './errors.js';

/** Milliseconds. Their sum is well below the one-minute timeout of the activity that delivers events. */
const TIMEOUTS = { lookup: 2_000, connect: 3_000, secureConnect: 3_000, send: 3_000, response: 8_000, request: 10_000 };

interface WebhookTarget {
  readonly url: string;
  /** The raw bytes of the secret, or of several while it is rotated, newest first. */
  readonly secret: KeyObject | readonly KeyObject[];
}

/**
 * Creates a function that delivers events to a merchant's webhook. It sends a POST with the event as JSON, signed as
 * Standard Webhooks specifies (https://www.standardwebhooks.com). `webhook-id` is the event's id; the trace context is
 * sent too, if there is one. A 2xx response accepts the event. The function does not retry.
 *
 * @param target the address and the secret; with two secrets, an event has both signatures and verifies with either
 * @throws EventNotAcceptedError from the returned function
 * @example
 * const onEvent = webhook({ url: 'https://shop.example/events', secret: createSecretKey(bytes) });
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
    if (status < 200 || status > 299) throw new EventNotAcceptedError(status);
  };
}

/** Returns the HTTP status. The body of the response is discarded. */
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
    // got's own error contains the complete request.
    throw new EventNotAcceptedError(error instanceof RequestError ? error.code : 'failed');
  } finally {
    request.on('error', () => undefined).resume();
  }
}
