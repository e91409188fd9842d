/**
 * Hashes a JSON value: 16 hexadecimal digits, the same in every process and every replay. Not cryptographic: anyone who
 * chooses the contents can produce collisions.
 */
export function stableHash(value: unknown): string {
  const text = canonical(value);
  return half(text, 0x9e3779b9) + half(text, 0x85ebca6b);
}

/** JSON with sorted field names. Undefined fields are left out. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return value === undefined ? 'null' : JSON.stringify(value);
  const fields = Object.entries(value)
    .filter(([, field]) => field !== undefined)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, field]) => `${JSON.stringify(name)}:${canonical(field)}`);
  return `{${fields.join(',')}}`;
}

// In the context of a workflow, each access to a global variable such as Math is slow. The loop below makes two per
// character of an event.
const { imul } = Math;

/** MurmurHash3's 32-bit mixing over UTF-16 code units. */
function half(text: string, seed: number): string {
  let hash = seed;
  for (let at = 0; at < text.length; at += 1) {
    hash = imul(hash ^ text.charCodeAt(at), 0xcc9e2d51);
    hash = imul((hash << 15) | (hash >>> 17), 0x1b873593);
  }
  hash = imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0).toString(16).padStart(8, '0');
}
