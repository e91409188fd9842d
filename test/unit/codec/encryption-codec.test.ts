import { randomBytes } from 'node:crypto';
import { inspect } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { defaultPayloadConverter, type Payload, type WorkflowSerializationContext } from '@temporalio/common';
import fc from 'fast-check';
import { EncryptionCodec, parseCodecKeys } from '../../../codec/index.js';
import { workflowIdOf } from '../../../workflows/messages/names.js';

const OLD = `old:${randomBytes(32).toString('base64')}`;
const NEW = `new:${randomBytes(32).toString('base64')}`;
const codec = codecOf(`${NEW},${OLD}`);

const anyPayload = fc.record({
  metadata: fc.dictionary(
    fc.string({ unit: 'grapheme' }).filter((key) => key !== '__proto__'),
    fc.uint8Array(),
  ),
  data: fc.uint8Array({ maxLength: 2000 }),
});

describe('EncryptionCodec', () => {
  test('any payload decrypts to the original', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyPayload, { maxLength: 5 }), async (payloads) => {
        const read = await codec.decode(await codec.encode(payloads));
        expect(read.map(comparable)).toEqual(payloads.map(comparable));
      }),
    );
  });

  test('any flipped bit is an error that reveals nothing of the contents', async () => {
    const secret = 'wang@example.com';
    const [encrypted] = await codec.encode([defaultPayloadConverter.toPayload(secret)]);
    const size = encrypted?.data?.length ?? 0;
    expect(size).toBeGreaterThan(28);

    for (let position = 0; position < size; position++) {
      const data = Buffer.from(encrypted?.data ?? []);
      data[position] = (data[position] ?? 0) ^ 1;
      const error = await rejectionOf(codec.decode([{ ...encrypted, data }]));
      expect(error).toMatchObject({ name: 'PayloadBrokenError', code: 'PAYLOAD_BROKEN', keyId: 'new' });
      expect(inspect(error, { showHidden: true })).not.toContain(secret);
    }
  });

  test('a payload truncated at any length is rejected', async () => {
    const [encrypted] = await codec.encode([defaultPayloadConverter.toPayload('x')]);
    for (let length = 0; length < (encrypted?.data?.length ?? 0); length++) {
      const cut = { ...encrypted, data: (encrypted?.data ?? new Uint8Array()).subarray(0, length) };
      expect(await rejectionOf(codec.decode([cut]))).toMatchObject({ code: 'PAYLOAD_BROKEN' });
    }
  });

  test('an encrypted payload contains no plaintext, and encrypting twice yields different bytes', async () => {
    const payload = defaultPayloadConverter.toPayload({ writeOffNo: '123456789012345678' });
    const [first, second] = await codec.encode([payload, payload]);
    expect(Buffer.from(first?.data ?? []).includes('123456789012345678')).toBe(false);
    expect(first?.data).not.toEqual(second?.data);
    expect(Object.keys(first?.metadata ?? {}).sort()).toEqual(['encoding', 'encryption-key-id']);
  });

  test('encrypts with the newest key and reads what an older one wrote', async () => {
    const before = await codecOf(OLD).encode([defaultPayloadConverter.toPayload('kept')]);
    const [read] = await codec.decode(before);
    expect(defaultPayloadConverter.fromPayload(read ?? {})).toBe('kept');

    const [written] = await codec.encode([defaultPayloadConverter.toPayload('now')]);
    expect(Buffer.from(written?.metadata?.['encryption-key-id'] ?? []).toString()).toBe('new');
  });

  test('a removed key is reported by its id', async () => {
    const encrypted = await codec.encode([defaultPayloadConverter.toPayload('x')]);
    const error = await rejectionOf(codecOf(OLD).decode(encrypted));
    expect(error).toMatchObject({ name: 'UnknownCodecKeyError', code: 'UNKNOWN_CODEC_KEY', keyId: 'new' });
    expect(error).toHaveProperty('message', expect.stringContaining('"new"'));
  });

  test('a reused key id does not decrypt', async () => {
    const encrypted = await codec.encode([defaultPayloadConverter.toPayload('x')]);
    const error = await rejectionOf(codecOf(`new:${randomBytes(32).toString('base64')}`).decode(encrypted));
    expect(error).toMatchObject({ code: 'PAYLOAD_BROKEN' });
  });

  test('a payload of an order decrypts only in its own workflow', async () => {
    const order = contextOf(workflowIdOf({ merchantId: '3085676', merchantTradeNo: 'A1' }));
    const encrypted = await codec.encode([defaultPayloadConverter.toPayload('wang@example.com')], order);
    expect(Buffer.from(encrypted[0]?.metadata?.['bound-to'] ?? []).toString()).toBe('ecticket/3085676/A1');
    expect(await codec.decode(encrypted, { ...order, type: 'activity', isLocal: true })).toHaveLength(1);

    for (const other of ['ecticket/3085676/A2', 'parcel-1', '']) {
      const error = await rejectionOf(codec.decode(encrypted, contextOf(other)));
      expect(error).toMatchObject({ name: 'PayloadMisplacedError', code: 'PAYLOAD_MISPLACED', foundIn: other });
      expect(inspect(error, { showHidden: true })).not.toContain('wang@example.com');
    }
  });

  test('a payload with a changed or removed label is rejected', async () => {
    const encrypted = await codec.encode([defaultPayloadConverter.toPayload('x')], contextOf('ecticket/3085676/A1'));
    const { 'bound-to': _, ...unbound } = encrypted[0]?.metadata ?? {};
    const relabelled = { ...unbound, 'bound-to': Buffer.from('ecticket/3085676/A2') };
    for (const metadata of [unbound, relabelled]) {
      const forged = codec.decode([{ ...encrypted[0], metadata }], contextOf('ecticket/3085676/A2'));
      expect(await rejectionOf(forged)).toMatchObject({ code: 'PAYLOAD_BROKEN' });
    }
  });

  test('a payload decrypts if the reader (codec server) or the writer (older releases) had no workflow', async () => {
    const order = contextOf('ecticket/3085676/A1');
    const payload = defaultPayloadConverter.toPayload('x');
    expect((await codec.decode(await codec.encode([payload], order))).map(comparable)).toEqual([comparable(payload)]);
    expect((await codec.decode(await codec.encode([payload]), order)).map(comparable)).toEqual([comparable(payload)]);
  });

  test('a merchant’s own workflows are not bound: a Schedule encrypts input for an id that no run has', async () => {
    const encrypted = await codec.encode([defaultPayloadConverter.toPayload('x')], contextOf('nightly'));
    expect(await codec.decode(encrypted, contextOf('nightly-2026-11-22T10:30:06Z'))).toHaveLength(1);
  });

  test('a list of tickets is compressed; a payload that does not shrink stays uncompressed', async () => {
    const tickets = Array.from({ length: 100 }, (_, i) => ({
      ticketNo: `T${i}`,
      state: 'unused',
      kind: 'pickupVoucher',
    }));
    const list = defaultPayloadConverter.toPayload(tickets);
    const [encryptedList] = await codec.encode([list]);
    expect(encryptedList?.data?.length).toBeLessThan((list.data?.length ?? 0) / 4);

    const noise = { metadata: {}, data: randomBytes(1000) };
    const [encryptedNoise] = await codec.encode([noise]);
    expect(encryptedNoise?.data?.length).toBeLessThan(1000 + 40);
    for (const [encrypted, payload] of [
      [encryptedList, list],
      [encryptedNoise, noise],
    ]) {
      const [read] = await codec.decode([encrypted ?? {}]);
      expect(comparable(read ?? {})).toEqual(comparable(payload ?? {}));
    }
  });

  test('a payload that was already compressed decrypts to the compressed payload', async () => {
    const foreign = { metadata: { encoding: Buffer.from('binary/zlib') }, data: randomBytes(20) };
    const [read] = await codec.decode(await codec.encode([foreign]));
    expect(comparable(read ?? {})).toEqual(comparable(foreign));
  });

  test('a payload that is not encrypted is read as it is', async () => {
    const plain = defaultPayloadConverter.toPayload({ amount: 500 });
    expect(await codec.decode([plain])).toEqual([plain]);
  });

  test('reads the format of Temporal’s encryption samples (nonce, ciphertext, tag of a whole payload)', async () => {
    // Made with WebCrypto as samples-typescript/encryption does: key of 32 bytes 0x07, nonce of 12 bytes 0x01.
    const encrypted = {
      metadata: { encoding: Buffer.from('binary/encrypted'), 'encryption-key-id': Buffer.from('sample') },
      data: await sampleCiphertext(),
    };
    const [read] = await codecOf(`sample:${Buffer.alloc(32, 7).toString('base64')}`).decode([encrypted]);
    expect(defaultPayloadConverter.fromPayload(read ?? {})).toBe('hello');
  });
});

function contextOf(workflowId: string): WorkflowSerializationContext {
  return { type: 'workflow', namespace: 'default', workflowId };
}

function codecOf(keys: string): EncryptionCodec {
  return new EncryptionCodec(parseCodecKeys(keys));
}

async function sampleCiphertext(): Promise<Uint8Array> {
  const json = Buffer.from('"hello"');
  const entry = Buffer.concat([Buffer.from('\n\x08encoding\x12\x0ajson/plain', 'latin1')]);
  const message = Buffer.concat([Buffer.from([0x0a, entry.length]), entry, Buffer.from([0x12, json.length]), json]);
  const key = await crypto.subtle.importKey('raw', Buffer.alloc(32, 7), 'AES-GCM', false, ['encrypt']);
  const nonce = Buffer.alloc(12, 1);
  const ciphertext = await crypto.subtle.encrypt({ name: 'AES-GCM', iv: nonce }, key, message);
  return Buffer.concat([nonce, Buffer.from(ciphertext)]);
}

/** Buffers and typed arrays of the same bytes are the same payload. */
function comparable(payload: Payload): unknown {
  const metadata = Object.entries(payload.metadata ?? {}).map(([key, value]) => [
    key,
    Buffer.from(value).toString('hex'),
  ]);
  return { metadata: metadata.sort(), data: Buffer.from(payload.data ?? []).toString('hex') };
}

async function rejectionOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => undefined,
    (error: unknown) => error,
  );
}
