import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import type { FastifyReply } from 'fastify';
import { type Answer, bodyOf, contentTypeOf, corruptField } from '../protocol/reply.js';
import type { SandboxState } from '../state.js';
import type { EndpointFault } from './faults.js';

/** An HTML page as ECPay has been seen to answer instead of a reply. */
const page = (title: string) =>
  `<!DOCTYPE html>\n<html><head><title>${title}</title></head><body>${title}</body></html>\n`;

const MAX_TIMEOUT_MS = 2 ** 31 - 1;

/** Applies faults that prevent the endpoint from acting. Returns true if it has handled the request. */
export async function applyFaultBeforeActing(
  fault: EndpointFault,
  reply: FastifyReply,
  state: SandboxState,
): Promise<boolean> {
  switch (fault.kind) {
    case 'http403':
      void reply.code(403).type('text/html; charset=utf-8').send(page('403 Forbidden'));
      return true;
    case 'http500':
      void reply.code(500).type('text/html; charset=utf-8').send(page('500 Internal Server Error'));
      return true;
    case 'html':
      void reply.code(200).type('text/html; charset=utf-8').send(page('系統維護中'));
      return true;
    case 'hang':
      await waitForDisconnect(fault.ms ?? MAX_TIMEOUT_MS, reply, state);
      cutConnection(reply);
      return true;
    case 'reset':
      cutConnection(reply);
      return true;
    case 'resetAfter':
    case 'truncated':
    case 'badMac':
    case 'badData':
    case 'transCode':
    case 'rtnCode':
    case 'slow':
      return false;
  }
}

/** Closes the connection without an answer. */
function cutConnection(reply: FastifyReply): void {
  reply.hijack();
  reply.raw.destroy();
}

/** Waits `ms` milliseconds of real time, or until the client disconnects or the sandbox closes. */
async function waitForDisconnect(ms: number, reply: FastifyReply, { closing }: SandboxState): Promise<void> {
  const finished = new AbortController();
  const signal = AbortSignal.any([finished.signal, closing.signal]);
  const waits = [pause(ms, undefined, { signal, ref: false }), once(reply.raw, 'close', { signal })];
  await Promise.race(waits).catch(() => undefined);
  finished.abort();
  await Promise.allSettled(waits);
}

/** Default delay of the fault `slow`: longer than a client in a test waits. */
const DEFAULT_SLOW_MS = 5_000;

/** Sends the answer of an endpoint that has acted, altered by the fault if there is one. */
export async function sendAnswer(
  fault: EndpointFault | undefined,
  answer: Answer,
  reply: FastifyReply,
  state: SandboxState,
): Promise<FastifyReply> {
  switch (fault?.kind) {
    case 'resetAfter':
      cutConnection(reply);
      return reply;
    case 'truncated':
      truncate(answer, reply);
      return reply;
    case 'slow':
      await waitForDisconnect(fault.ms ?? DEFAULT_SLOW_MS, reply, state);
      return send(answer, reply);
    case 'badMac':
      return send(corruptField('CheckMacValue', answer), reply);
    case 'badData':
      return send(corruptField('Data', answer), reply);
    default:
      return send(answer, reply);
  }
}

function send(answer: Answer, reply: FastifyReply): FastifyReply {
  return reply.type(contentTypeOf(answer)).send(bodyOf(answer));
}

/** Sends the headers for the whole body, but only half of the body. */
function truncate(answer: Answer, reply: FastifyReply): void {
  reply.hijack();
  const bytes = Buffer.from(bodyOf(answer));
  reply.raw.writeHead(200, { 'content-type': contentTypeOf(answer), 'content-length': bytes.length });
  reply.raw.write(bytes.subarray(0, bytes.length / 2), () => reply.raw.destroy());
}
