import { createHash } from 'node:crypto';

/**
 * What two placements are compared by: SHA-256, hex, over the value's JSON with every object's keys in order. Two values
 * that say the same have the same fingerprint, however their keys are ordered and whether an absent field is left out or
 * undefined; a list's order counts. Undefined for what JSON cannot say (a cycle, a BigInt).
 */
export function fingerprint(value: unknown): string | undefined {
  const text = canonicalJson(value);
  return text === undefined ? undefined : createHash('sha256').update(text).digest('hex');
}

function canonicalJson(value: unknown): string | undefined {
  try {
    return JSON.stringify(value, inKeyOrder);
  } catch {
    return undefined;
  }
}

function inKeyOrder(_key: string, value: unknown): unknown {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
