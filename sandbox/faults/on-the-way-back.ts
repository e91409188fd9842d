import type { FastifyReply } from 'fastify';
import { bodyOf, contentTypeOf, withOther, type Answer } from '../protocol/answer.js';
import type { World } from '../world.js';
import type { EndpointFault } from './faults.js';
import { cut, untilGone } from './instead-of-acting.js';

/** Later than a client in a test wants to wait. */
const SLOW = 5_000;

/** Sends the answer of an endpoint that has acted, or what a fault makes of it. */
export async function onTheWayBack(
  fault: EndpointFault | undefined,
  answer: Answer,
  reply: FastifyReply,
  world: World,
): Promise<FastifyReply> {
  switch (fault?.kind) {
    case 'resetAfter':
      cut(reply);
      return reply;
    case 'truncated':
      truncate(answer, reply);
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

function send(answer: Answer, reply: FastifyReply): FastifyReply {
  return reply.type(contentTypeOf(answer)).send(bodyOf(answer));
}

/** The head promises all of it, half of it comes. */
function truncate(answer: Answer, reply: FastifyReply): void {
  reply.hijack();
  const bytes = Buffer.from(bodyOf(answer));
  reply.raw.writeHead(200, { 'content-type': contentTypeOf(answer), 'content-length': bytes.length });
  reply.raw.write(bytes.subarray(0, bytes.length / 2), () => reply.raw.destroy());
}
