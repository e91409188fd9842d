/** Compares two contenders within one run: rounds alternate, so that a busy machine slows both. */
import { setTimeout as sleep } from 'node:timers/promises';

/** The middle and the range of several rounds. */
export interface Spread {
  readonly median: number;
  readonly lowest: number;
  readonly highest: number;
}

/** The result of a comparison. */
export interface Comparison {
  readonly floor: Spread;
  readonly product: Spread;
  /** The product's value over the floor's, per round. */
  readonly ratio: Spread;
}

export interface Contenders {
  /** Measures the floor once. */
  readonly floor: () => number | Promise<number>;
  /** Measures the product once, in the same unit. */
  readonly product: () => number | Promise<number>;
}

/** Measures both contenders `rounds` times in turn. Every other round measures the product first. */
export async function compare(rounds: number, { floor, product }: Contenders): Promise<Comparison> {
  const pairs: Pair[] = [];
  for (let round = 0; round < rounds; round += 1) {
    if (round % 2 === 0) {
      const first = await floor();
      pairs.push({ floor: first, product: await product() });
    } else {
      const first = await product();
      pairs.push({ floor: await floor(), product: first });
    }
    // Lets servers and garbage collection settle.
    await sleep(0);
  }
  return comparisonOf(pairs);
}

/** What both contenders measured in one round. */
interface Pair {
  readonly floor: number;
  readonly product: number;
}

/** @param pairs at least one */
export function comparisonOf(pairs: readonly Pair[]): Comparison {
  return {
    floor: spreadOf(pairs.map((pair) => pair.floor)),
    product: spreadOf(pairs.map((pair) => pair.product)),
    ratio: spreadOf(pairs.map((pair) => pair.product / pair.floor)),
  };
}

/** @param values at least one */
export function spreadOf(values: readonly number[]): Spread {
  return { median: quantile(values, 0.5), lowest: Math.min(...values), highest: Math.max(...values) };
}

/**
 * Returns the value below which `share` of the values are. The median of an even number of values is the mean of the
 * two in the middle.
 *
 * @param share 0 to 1, such as 0.99
 */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const position = (sorted.length - 1) * share;
  const [lower, upper] = [sorted[Math.floor(position)] ?? NaN, sorted[Math.ceil(position)] ?? NaN];
  return lower + (upper - lower) * (position - Math.floor(position));
}

/** Rounds to three significant digits, since no figure is more exact than that. */
export function rounded(value: number): number {
  return Number(value.toPrecision(3));
}

/** Formats a spread as `0.93 (0.91 to 0.96)`. */
export function formatSpread({ median, lowest, highest }: Spread, unit = ''): string {
  const suffix = unit === '' ? '' : ` ${unit}`;
  return `${rounded(median)}${suffix} (${rounded(lowest)} to ${rounded(highest)})`;
}
