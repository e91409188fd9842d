import { createHmac, randomBytes } from 'node:crypto';
import { inspect } from 'node:util';
import { describe, expect, jest, test } from '@jest/globals';
import { defaultPayloadConverter } from '@temporalio/common';
import { codecKey, EncryptionCodec, parseCodecKeys, type CodecKeys } from '../../../codec/index.js';
import { keyRing } from '../../../codec/key-ring.js';

const MINUTE = 60_000;
const OLD = codecKey('old', randomBytes(32));
const NEW = codecKey('new', randomBytes(32));

/** A key service whose answers and clock a test controls. */
function service(keys: CodecKeys = [OLD]) {
  const state = { keys: keys as CodecKeys | Error, calls: 0, now: 0 };
  const load = async () => {
    state.calls += 1;
    await Promise.resolve();
    if (state.keys instanceof Error) throw state.keys;
    return state.keys;
  };
  return { state, ring: keyRing(load, () => state.now) };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('keys of a key service', () => {
  test('are loaded once for all callers, and cached', async () => {
    const { state, ring } = service([NEW, OLD]);
    const [newest, known, unknown] = await Promise.all([ring.newest(), ring.byId('old'), ring.byId('lost')]);
    expect([newest, known, unknown]).toEqual([NEW, OLD, undefined]);
    await ring.newest();
    expect(state.calls).toBe(1);
  });

  test('are reloaded after five minutes, while the cached keys stay in use', async () => {
    const { state, ring } = service();
    await ring.newest();
    state.keys = [NEW, OLD];
    state.now = 5 * MINUTE - 1;
    expect(await ring.newest()).toBe(OLD);
    expect(state.calls).toBe(1);
    state.now = 5 * MINUTE;
    expect(await ring.newest()).toBe(OLD);
    await settled();
    expect(await ring.newest()).toBe(NEW);
    expect(state.calls).toBe(2);
  });

  test('stay in use for an hour while the key service is down', async () => {
    const { state, ring } = service();
    await ring.newest();
    state.keys = new Error('down');
    for (state.now = 0; state.now < 60 * MINUTE; state.now += MINUTE) expect(await ring.newest()).toBe(OLD);
    await expect(ring.newest()).rejects.toMatchObject({ code: 'CODEC_KEYS_UNAVAILABLE' });
    await expect(ring.byId('old')).rejects.toMatchObject({ code: 'CODEC_KEYS_UNAVAILABLE' });
  });

  test('a failure is not cached: the next caller tries again', async () => {
    const { state, ring } = service();
    state.keys = new Error('AccessDenied');
    const error = await ring.newest().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      name: 'CodecKeysUnavailableError',
      message: expect.stringMatching(
        /codecKeys function failed.* calls the function again.* Check that the key service/,
      ),
      cause: { message: 'AccessDenied' },
    });
    state.keys = [OLD];
    expect(await ring.newest()).toBe(OLD);
  });

  test('a failing service is not called per payload while keys are cached', async () => {
    const { state, ring } = service();
    await ring.newest();
    state.keys = new Error('down');
    state.now = 6 * MINUTE;
    for (let payload = 0; payload < 100; payload += 1) {
      await ring.newest();
      await settled();
    }
    expect(state.calls).toBe(2);
  });

  test('an unknown key id reloads at once, but not repeatedly', async () => {
    const { state, ring } = service();
    await ring.newest();
    state.keys = [NEW, OLD];
    state.now = 10_000;
    expect(await ring.byId('new')).toBe(NEW);
    for (let payload = 0; payload < 100; payload += 1) expect(await ring.byId('lost')).toBeUndefined();
    expect(state.calls).toBe(2);
  });

  test('a service that hangs times out after ten seconds', async () => {
    jest.useFakeTimers();
    try {
      const waiting = keyRing(() => new Promise(() => undefined)).newest();
      const outcome = expect(waiting).rejects.toThrow('did not answer within 10 seconds');
      await jest.advanceTimersByTimeAsync(10_000);
      await outcome;
    } finally {
      jest.useRealTimers();
    }
  });

  test.each([
    ['none', [], 'there is no key'],
    ['nothing', undefined, 'there is no key'],
    ['a text', 'a:b', 'there is no key'],
    ['two of one id', [OLD, OLD], 'key 2 has the id of key 1'],
    ['a text for a key', [{ id: 'a', key: 'secret' }], 'key 1 is not a secret key of 32 bytes'],
    ['null', [null], 'the id of key 1 is not'],
  ])('that are %s are rejected with the reason', async (_what, keys, problem) => {
    const error = await keyRing(() => Promise.resolve(keys as never))
      .newest()
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ cause: { message: expect.stringContaining(problem) } });
    expect(() => new EncryptionCodec(keys as never)).toThrow(problem);
  });
});

describe('a key', () => {
  test.each([undefined, new Uint8Array(), new Uint8Array(31), new Uint8Array(33)])('is 32 bytes, not %p', (bytes) => {
    expect(() => codecKey('a', bytes)).toThrow('does not have 32 bytes');
  });

  test('is not shown by inspection, nor is it by inspection of its owner', async () => {
    const bytes = createHmac('sha256', 'seed').digest();
    const key = codecKey('a', bytes);
    const codec = new EncryptionCodec(() => Promise.resolve([key]));
    await codec.encode([defaultPayloadConverter.toPayload('x')]);
    const shown = inspect([key, codec], { showHidden: true, depth: 9 }) + JSON.stringify([key, codec]);
    for (const encoding of ['hex', 'base64', 'latin1'] as const) expect(shown).not.toContain(bytes.toString(encoding));
  });

  test('is the same from bytes and from text', async () => {
    const bytes = randomBytes(32);
    const encrypted = await new EncryptionCodec([codecKey('a', bytes)]).encode([
      defaultPayloadConverter.toPayload('x'),
    ]);
    const other = new EncryptionCodec(parseCodecKeys(`a:${bytes.toString('base64')}`));
    expect(await other.decode(encrypted)).toHaveLength(1);
  });
});
