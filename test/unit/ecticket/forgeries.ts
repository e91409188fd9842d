/** What a forger makes of forms and messages, who has no key. */

const fieldsOf = (body: string) => [...new URLSearchParams(body)];
const bodyOf = (fields: readonly (readonly [string, string])[]) =>
  new URLSearchParams(fields.map(([name, value]): [string, string] => [name, value])).toString();

/** A change that a forger makes, of `body`, with another form at hand; the numbers choose. */
type Change = (body: string, other: string, choose: (below: number) => number) => string;

export const CHANGES: Readonly<Record<string, Change>> = {
  /** Borders go and come: the text under the checksum stays the same. */
  split(body, _other, choose) {
    const [mac, text] = covered(body);
    const pieces = text.split('&');
    const fields: [string, string][] = [];
    // Mostly where they were; a piece without a name belongs to the one before it.
    const keeps = choose(2) === 0 ? 40 : 2;
    for (const piece of pieces) {
      const last = fields.at(-1);
      const isBorder = piece.includes('=') && (last === undefined || choose(keeps) !== 0);
      if (isBorder) fields.push([piece.slice(0, piece.indexOf('=')), piece.slice(piece.indexOf('=') + 1)]);
      else if (last !== undefined) last[1] += `&${piece}`;
    }
    return bodyOf([...fields, ['CheckMacValue', mac]]);
  },
  /** One field is swallowed by its neighbour. */
  swallow(body, _other, choose) {
    const fields = sorted(body);
    const at = 1 + choose(fields.length - 2);
    const [[name, value] = ['', ''], [swallowed, text] = ['', '']] = fields.slice(at - 1, at + 1);
    const how = choose(3);
    const inside =
      how === 0
        ? `&${swallowed}=${text}`
        : how === 1
          ? `&${swallowed.toLowerCase()}=${text}`
          : `%26${swallowed}%3D${text}`;
    return bodyOf([...fields.slice(0, at - 1), [name, value + inside], ...fields.slice(at + 1)]);
  },
  /** A name ends later: it takes in its value and the name after it. */
  longerName(body, _other, choose) {
    const fields = sorted(body);
    const at = choose(fields.length - 2);
    const [[name, value] = ['', ''], [next, text] = ['', '']] = fields.slice(at, at + 2);
    return bodyOf([...fields.slice(0, at), [`${name}=${value}&${next}`, text], ...fields.slice(at + 2)]);
  },
  /** Letters change their case, which the checksum does not see. */
  recase(body, _other, choose) {
    const fields = sorted(body).map(([name, value]): [string, string] => {
      if (name === 'CheckMacValue' || choose(4) !== 0) return [name, value];
      return choose(2) === 0 ? [recased(name, choose), value] : [name, recased(value, choose)];
    });
    return bodyOf(fields);
  },
  reorder: (body, _other, choose) =>
    bodyOf(
      fieldsOf(body)
        .map((field) => ({ field, at: choose(1000) }))
        .sort((a, b) => a.at - b.at)
        .map(({ field }) => field),
    ),
  /** Fields of one form among those of another, under either checksum. */
  splice(body, other, choose) {
    const taken = Object.fromEntries(fieldsOf(other));
    return bodyOf(fieldsOf(body).map(([name, value]) => [name, choose(4) === 0 ? (taken[name] ?? value) : value]));
  },
  merge: (body, other) => `${body}&${other}`,
  repeat(body, other, choose) {
    const fields = fieldsOf(other);
    return bodyOf([...fieldsOf(body), fields[choose(fields.length)] ?? ['', '']]);
  },
  drop(body, _other, choose) {
    const fields = fieldsOf(body);
    fields.splice(choose(fields.length), 1);
    return bodyOf(fields);
  },
  cut: (body, _other, choose) => body.slice(0, choose(body.length)),
  encodeAgain: (body, _other, choose) =>
    bodyOf(fieldsOf(body).map(([name, value]) => [name, choose(3) === 0 ? encodeURIComponent(value) : value])),
};

/** The fields in the order in which the checksum takes them, itself last. */
function sorted(body: string): [string, string][] {
  const fields = fieldsOf(body);
  const key = ([name]: [string, string]) => (name === 'CheckMacValue' ? '\uffff' : name.toLowerCase());
  return fields.sort((one, other) => (key(one) < key(other) ? -1 : 1));
}

/** The checksum, and the text that it covers. */
function covered(body: string): [string, string] {
  const fields = sorted(body);
  const mac = fields.pop()?.[1] ?? '';
  return [mac, fields.map((pair) => pair.join('=')).join('&')];
}

function recased(text: string, choose: (below: number) => number): string {
  const whole = choose(3);
  if (whole < 2) return whole === 0 ? text.toLowerCase() : text.toUpperCase();
  return [...text]
    .map((c) => (choose(2) === 0 ? c : c === c.toLowerCase() ? c.toUpperCase() : c.toLowerCase()))
    .join('');
}

/** Chooses by `numbers`, over and over. */
export function chooser(numbers: readonly number[]): (below: number) => number {
  let nth = 0;
  return (below) => (numbers[nth++ % numbers.length] ?? 0) % Math.max(1, below);
}

/** Cuts, joins and flips what CBC has encrypted, by blocks and by bits. */
export function changedBlocks(data: string, other: string, choose: (below: number) => number): string {
  const [one, two] = [Buffer.from(data, 'base64'), Buffer.from(other, 'base64')];
  const blockOf = (bytes: Buffer) => 16 * choose(bytes.length / 16);
  switch (choose(7)) {
    case 0: {
      const at = choose(one.length);
      one[at] = (one[at] ?? 0) ^ (1 << choose(8));
      return one.toString('base64');
    }
    case 1: // the beginning of one, the end of another
      return Buffer.concat([one.subarray(0, blockOf(one)), two.subarray(blockOf(two))]).toString('base64');
    case 2: // where both are alike, so that no block is garbled
      return Buffer.concat([one.subarray(0, alike(one, two)), two.subarray(alike(one, two))]).toString('base64');
    case 3: {
      const at = blockOf(one);
      return Buffer.concat([
        one.subarray(0, at),
        two.subarray(blockOf(two)).subarray(0, 16),
        one.subarray(at),
      ]).toString('base64');
    }
    case 4:
      return one.subarray(0, blockOf(one)).toString('base64');
    case 5:
      return data.slice(0, choose(data.length));
    default:
      return data;
  }
}

function alike(one: Buffer, two: Buffer): number {
  let at = 0;
  while (at < one.length && at < two.length && one[at] === two[at]) at += 1;
  return at - (at % 16);
}
