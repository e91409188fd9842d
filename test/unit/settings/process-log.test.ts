import { createSecretKey } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { ApplicationFailure } from '@temporalio/common';
import fc from 'fast-check';
import { CodecKeysNeededError, parseCodecKeys } from '../../../codec/index.js';
import { BusinessRefusalError, EnvelopeRefusedError, HashKeyPair } from '../../../ecticket/index.js';
import { redactFields } from '../../../settings/process-log.js';

const NAMES = ['CustomerName', 'CustomerPhone', 'CustomerEmail', 'CustomerAddress', 'HashKey', 'HashIV'];
const CLIENT_NAMES = NAMES.map((name) => name.slice(0, 1).toLowerCase() + name.slice(1)).concat(
  'hashIv',
  'apiKey',
  'secret',
);

/** A text that occurs in no field name and no number. */
const secret = fc.stringMatching(/^§[a-zA-Z0-9]{8,30}§$/);

/** An object with secret fields, such as an order, the Data of a callback, or settings. */
const holder = fc.dictionary(fc.constantFrom(...NAMES, ...CLIENT_NAMES), secret, { minKeys: 1 });

/** Log fields that contain such an object at any depth. */
const lines = fc.letrec((tie) => ({
  line: fc.record({ field: tie('part'), other: fc.jsonValue() }),
  part: fc.oneof(
    { maxDepth: 12 },
    holder,
    fc.array(tie('part'), { minLength: 1, maxLength: 3 }),
    fc.dictionary(fc.string(), tie('part'), { minKeys: 1, maxKeys: 3 }),
    tie('part').map((inside) => ({ toJSON: () => inside })),
    tie('part').map((options) => Object.assign(new Error('no', { cause: new Error('deep') }), { options })),
  ),
})).line;

function failureToParse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (error) {
    return error;
  }
}

describe('a log line', () => {
  test('never contains a key or personal data, at any depth', () => {
    fc.assert(
      fc.property(lines, (line) => {
        expect(JSON.stringify(redactFields(line as object))).not.toContain('§');
      }),
      { numRuns: 2000 },
    );
  });

  test('contains no key of the package, in whatever form it is stored', () => {
    const bytes = Buffer.from('k'.repeat(32));
    const fields = {
      pair: new HashKeyPair('abcdefgh12345678', '8765432lhgfedcba'),
      keys: parseCodecKeys(`a:${bytes.toString('base64')}`),
      key: createSecretKey(bytes),
      bytes,
    };
    const shown = JSON.stringify(redactFields(fields));
    for (const key of ['abcdefgh12345678', '8765432lhgfedcba', bytes.toString('base64'), 'kkkk', '107,107']) {
      expect(shown).not.toContain(key);
    }
  });

  test('contains no message of ECPay, which may concern a customer, and no invalid JSON', () => {
    const refusal = new BusinessRefusalError('QueryOrderInfo', 17, '§ "§" §');
    const errors = [
      refusal,
      new EnvelopeRefusedError('Issue', 0, '§ "§"\n§'),
      ApplicationFailure.create({ type: refusal.code, message: refusal.message }),
      new Error('deep', { cause: refusal }),
      ...['§', '{"name":"§', '{"name":"§"}}', '["§" "§"]', '"§', '['.repeat(50) + '§'.repeat(50)].map(failureToParse),
    ];
    const shown = JSON.stringify(redactFields({ errors, message: '§', rtnMsg: '§' }));
    expect(shown).not.toContain('§');
    expect(shown).toContain('QueryOrderInfo: ECPay refused the request with RtnCode 17 \\"[hidden]\\".');
    expect(shown).toContain('TransCode 0 \\"[hidden]\\". Check MerchantID, HashKey and HashIV');
    expect(shown).toContain('process-log.test.ts');
  });

  test('contains everything else unchanged', () => {
    const at = new Date(0);
    const error = Object.assign(new CodecKeysNeededError('stage'), { request: { body: 'long' } });
    expect(redactFields({ merchantId: '3085676', at, list: [1, null, { ok: true }], error })).toEqual({
      merchantId: '3085676',
      at: at.toJSON(),
      list: [1, null, { ok: true }],
      error: { name: error.name, code: error.code, message: error.message, stack: error.stack },
    });
  });

  test('is written for any fields', () => {
    const circle: Record<string, unknown> = { name: 'a' };
    circle['self'] = circle;
    expect(JSON.stringify(redactFields(circle))).toContain('"[deeper]"');
    const itself = { toJSON: (): object => itself };
    expect(redactFields({ itself })).toEqual({ itself: '[deeper]' });
    const broken = {
      toJSON: () => {
        throw new Error('no');
      },
    };
    expect(redactFields({ broken })).toEqual({ fields: '[cannot be read]' });
  });
});
