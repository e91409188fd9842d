import type { FastifyReply } from 'fastify';
import type { Reply } from '../protocol/reply.js';
import type { World } from '../world.js';
import type { Fault } from './faults.js';
import { cut, untilGone } from './instead-of-acting.js';

/** Later than a client in a test wants to wait. */
const SLOW = 5_000;

/** Sends the answer of an endpoint that has acted, or what a fault makes of it. A text is a file. */
export async function onTheWayBack(
  fault: Fault<'endpoint'> | undefined,
  answer: Reply | string,
  reply: FastifyReply,
  world: World,
): Promise<FastifyReply> {
  switch (fault?.kind) {
    case 'resetAfter':
      cut(reply);
      return reply;
    case 'truncated':
      truncate(bodyOf(answer), reply);
      return reply;
    case 'slow':
      await untilGone(fault.ms ?? SLOW, reply, world);
      return send(answer, reply);
    case 'badMac':
      return send(withOther('CheckMacValue', answer), reply);
    case 'badData':
      return send(withOther('Data', answer), reply);
    default:
      return send(answer, reply);
  }
}

function send(answer: Reply | string, reply: FastifyReply): FastifyReply {
  const type = typeof answer === 'string' ? 'text/csv; charset=utf-8' : 'application/json; charset=utf-8';
  return reply.type(type).send(bodyOf(answer));
}

function bodyOf(answer: Reply | string): string {
  return typeof answer === 'string' ? answer : JSON.stringify(answer);
}

/** The head promises all of it, half of it comes. */
function truncate(body: string, reply: FastifyReply): void {
  reply.hijack();
  const bytes = Buffer.from(body);
  reply.raw.writeHead(200, { 'content-type': 'application/json; charset=utf-8', 'content-length': bytes.length });
  reply.raw.write(bytes.subarray(0, bytes.length / 2), () => reply.raw.destroy());
}

/** One character is another one. A file has no seal to break. */
function withOther(field: 'Data' | 'CheckMacValue', answer: Reply | string): Reply | string {
  if (typeof answer === 'string') return answer;
  const [first = '', ...rest] = answer[field];
  return { ...answer, [field]: [first === 'A' ? 'B' : 'A', ...rest].join('') };
}
