/** The file that Lambda loads: receives ECPay's callbacks and the worker's events, by a function URL or an HTTP API. */
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { createReceiver, deliverToOrders, toWebHandler } from 'temporal-ecticket/callbacks';
import { createEventHandler } from 'temporal-ecticket/events';
import { createBackend } from '../shared/backend.js';
import { printEvent } from '../shared/print-event.js';
import { toRequest, toResult } from './payload-format.js';

// Once per execution environment, when Lambda loads this file (cold start). All its invocations share the connection,
// which the first call opens.
const { client, merchants, eventsSecret } = createBackend(process.env);
const handleCallback = toWebHandler(createReceiver({ merchants, deliver: deliverToOrders(client) }));
const events = createEventHandler({ secret: eventsSecret, on: {}, fallback: printEvent });

/** Lambda awaits the promise, and then freezes the process: an answer is only given when the work is done. */
export async function handler(event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> {
  const request = toRequest(event);
  const isEvent = event.rawPath === '/ecticket/events';
  return await toResult(await (isEvent ? receiveEvent(request) : handleCallback(request)));
}

/** If it rejects, Lambda answers with an error, and the worker delivers the event again. */
async function receiveEvent(request: Request): Promise<Response> {
  const body = Buffer.from(await request.arrayBuffer());
  const { status } = await events.receive({ headers: request.headers, body });
  return new Response(null, { status });
}
