import fc from 'fast-check';

/**
 * Any text: control characters, all planes of Unicode, half surrogate pairs, and the characters that encoders disagree
 * on.
 */
export const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)) }),
  fc.string({ unit: fc.integer({ min: 0, max: 0x7f }).map((unit) => String.fromCharCode(unit)) }),
  fc.string({ unit: fc.constantFrom(...Array.from(` !'()*~+%&"\\\u00e9王𠮷\ud800\udc00`)), maxLength: 40 }),
);
