import type { Screen } from './progress.js';

/** For an output that is no terminal: a line for every change, with the seconds since the first. */
export function plainLines(): Screen {
  const started = performance.now();
  return {
    changed: (_lines, { tradeNo, title }, how) => {
      const seconds = ((performance.now() - started) / 1000).toFixed(1).padStart(5);
      console.log(`${seconds} s  ${tradeNo}  ${title.padEnd(25)}  ${how}`);
    },
    end: () => undefined,
  };
}
