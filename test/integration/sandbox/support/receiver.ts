/** A merchant's server that records the sandbox's requests and answers as configured. */
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import {
  answerEnvelope,
  callbackEnvelopeSchema,
  HashKeyPair,
  verifyAndDecrypt,
  STAGE_MERCHANTS,
  type CallbackEnvelope,
} from '../../../../ecticket/index.js';

export interface Received {
  readonly path: string;
  readonly contentType: string | undefined;
  readonly body: string;
}

type Answer = (received: Received, response: ServerResponse) => void;

export interface Receiver {
  readonly url: string;
  readonly received: Received[];
  /** Sets how the next requests are answered. */
  answerWith(answer: Answer): void;
  close(): Promise<void>;
}

/** Starts a server that answers every callback correctly by default. */
export async function startReceiver(): Promise<Receiver> {
  const received: Received[] = [];
  let answer: Answer = answerCorrectly;
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      const arrival = { path: request.url ?? '', contentType: request.headers['content-type'], body };
      received.push(arrival);
      answer(arrival, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    answerWith: (next) => {
      answer = next;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export function keysOf(merchantId: string): HashKeyPair {
  const settings = Object.entries(STAGE_MERCHANTS).find(([id]) => id === merchantId)?.[1];
  if (!settings) throw new Error(`not a stage merchant: ${merchantId}`);
  return new HashKeyPair(settings.keys[0].hashKey, settings.keys[0].hashIv);
}

export interface VerifiedCallback {
  readonly envelope: CallbackEnvelope;
  readonly data: unknown;
}

/** Opens what has arrived; fails if nothing has. */
export function verifyCallback(received: Received | undefined): VerifiedCallback {
  if (!received) throw new Error('nothing was received');
  const { body } = received;
  const envelope = callbackEnvelopeSchema.parse(JSON.parse(body));
  const acting = envelope.PlatformID ?? envelope.MerchantID;
  return { envelope, data: verifyAndDecrypt(envelope, [keysOf(acting)]).value };
}

const answerCorrectly: Answer = (received, response) => answerRtnCode(1)(received, response);

export function answerRtnCode(rtnCode: number): Answer {
  return (received, response) => {
    const { MerchantID, PlatformID } = verifyCallback(received).envelope;
    const keys = keysOf(PlatformID ?? MerchantID);
    const envelope = answerEnvelope({ merchantId: MerchantID, keys, now: Date.now(), rtnCode, rtnMsg: '成功' });
    response.setHeader('content-type', 'application/json').end(JSON.stringify(envelope));
  };
}

export function answerText(status: number, body: string): Answer {
  return (_received, response) => {
    response.statusCode = status;
    response.end(body);
  };
}
