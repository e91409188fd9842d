import { parseOptions, UsageError } from '../scripts/command.js';
import { FIGURES, FIGURE_NAMES, type FigureName } from './figures/index.js';

export interface BenchOptions {
  /** The figures to measure, in the order in which they are measured. */
  readonly names: readonly FigureName[];
  /** Prints all figures as one line of JSON at the end. */
  readonly json: boolean;
  /** The sizes of the goals instead of those that fit into fifteen minutes. Takes hours. */
  readonly full: boolean;
}

const widest = Math.max(...FIGURE_NAMES.map((name) => name.length));

export const USAGE = `Usage: npm run bench [-- options]

  --only NAME  measure this figure only; may be repeated
  --json       print all figures as one line of JSON at the end
  --full       measure a burst of 10,000 orders at 5 calls per second; takes hours
  --help       show this help

Figures:
${FIGURE_NAMES.map((name) => `  ${name.padEnd(widest)}  ${FIGURES[name].title}`).join('\n')}`;

const OPTIONS = {
  only: { type: 'string', multiple: true },
  json: { type: 'boolean', default: false },
  full: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

/** Parses the command line. @throws UsageError with a message that names the mistake. */
export function readOptions(args: readonly string[]): BenchOptions | 'help' {
  const { only = [], json, full, help } = parseOptions(args, OPTIONS);
  if (help) return 'help';
  const unknown = only.filter((name) => !isFigureName(name));
  if (unknown.length > 0) {
    const names = unknown.map((name) => JSON.stringify(name)).join(', ');
    throw new UsageError(`--only: there is no figure ${names}. Figures: ${FIGURE_NAMES.join(', ')}.`);
  }
  const names = FIGURE_NAMES.filter((name) => only.length === 0 || only.includes(name));
  return { names, json, full };
}

function isFigureName(name: string): name is FigureName {
  return Object.hasOwn(FIGURES, name);
}
