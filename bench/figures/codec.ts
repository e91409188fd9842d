/** The processor time of encryption and compression per standard order, as a share of the codec's whole time. */
import { createCipheriv, createSecretKey, randomBytes } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import { defaultPayloadConverter, type Payload } from '@temporalio/common';
import proto from '@temporalio/proto';
import { decryptPayload, encryptPayload } from '../../codec/encrypted-payload.js';
import { rounded } from '../measure/rounds.js';
import type { Figure } from './figure.js';
import { electronicOrder } from '../environment/orders.js';

const KEY = { id: 'bench', key: createSecretKey(randomBytes(32)) };
const BOUND_TO = 'ecticket/3085676/BECODEC1';
const REPEATS = 3000;
const { Payload: PayloadMessage } = proto.temporal.api.common.v1;

export const codec: Figure = {
  title: 'shares of encryption and compression in the payload codec',
  measure: async ({ report }) => {
    report('payloads of an order');
    const payload: Payload = defaultPayloadConverter.toPayload(electronicOrder('BECODEC1'));
    const message = PayloadMessage.encode(payload).finish();
    const encrypted = encryptPayload(payload, KEY, BOUND_TO);
    const encode = microseconds(() => encryptPayload(payload, KEY, BOUND_TO));
    const decode = microseconds(() => decryptPayload(encrypted, KEY));
    const compression = microseconds(() => deflateSync(message));
    const encryption = microseconds(() => encryptOnly(message));
    const shares = { compressionShare: rounded(compression / encode), encryptionShare: rounded(encryption / encode) };
    return await Promise.resolve({
      json: { ...shares, encodeMicroseconds: rounded(encode), decodeMicroseconds: rounded(decode) },
      rows: [
        { what: 'encode', value: `${rounded(encode)} µs` },
        { what: 'of it compression, encryption', value: `${shares.compressionShare}, ${shares.encryptionShare}` },
        { what: 'decode', value: `${rounded(decode)} µs` },
      ],
    });
  },
};

function encryptOnly(message: Uint8Array): Buffer {
  const cipher = createCipheriv('aes-256-gcm', KEY.key, randomBytes(12), { authTagLength: 16 });
  return Buffer.concat([cipher.update(message), cipher.final(), cipher.getAuthTag()]);
}

/** Processor time of one call. */
function microseconds(work: () => unknown): number {
  for (let repeat = 0; repeat < REPEATS / 10; repeat += 1) work();
  const start = process.cpuUsage();
  for (let repeat = 0; repeat < REPEATS; repeat += 1) work();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / REPEATS;
}
