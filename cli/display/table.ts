/** Tables and label lists. */
import Table from 'cli-table3';
import { grey } from './colours.js';

export interface Column<Row> {
  readonly heading: string;
  /** In characters. */
  readonly width: number;
  readonly cell: (row: Row) => string;
}

/** Characters between columns. */
const GAP = 2;

/** Returns the terminal's width in characters, or 120 without a terminal. */
export function screenWidth(): number {
  return process.stdout.columns || 120;
}

/** Formats rows as columns without rules. Text that does not fit its column is truncated. */
export function table<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string {
  const drawn = new Table({
    head: columns.map(({ heading }) => grey(heading)),
    colWidths: columns.map(({ width }) => width + GAP),
    chars: NO_RULES,
    style: { 'padding-left': 0, 'padding-right': GAP, head: [], border: [], compact: true },
  });
  drawn.push(...rows.map((row) => columns.map(({ cell }) => cell(row))));
  const lines = drawn.toString().split('\n');
  return lines.map((line) => line.trimEnd()).join('\n');
}

const NO_RULES = {
  ...{ top: '', 'top-mid': '', 'top-left': '', 'top-right': '' },
  ...{ bottom: '', 'bottom-mid': '', 'bottom-left': '', 'bottom-right': '' },
  ...{ left: '', 'left-mid': '', mid: '', 'mid-mid': '', right: '', 'right-mid': '', middle: '' },
};

/**
 * Formats labels and texts, one per line. Entries without a text are left out; further lines of a text are indented.
 */
export function details(entries: readonly (readonly [label: string, text: string | undefined])[]): string {
  const shown = entries.filter(([, text]) => text !== undefined && text !== '');
  const width = Math.max(...shown.map(([label]) => cellsOf(label))) + 2;
  return shown
    .map(([label, text = '']) => `${grey(padText(label, width))}${text.replaceAll('\n', `\n${' '.repeat(width)}`)}`)
    .join('\n');
}

/** Chinese characters and full-width punctuation. Each takes two cells of a terminal. */
const WIDE = /[\p{Script=Han}\u3000-\u303F\uFF01-\uFF60]/gu;

/** Pads a text to a number of terminal cells. */
export function padText(text: string, cells: number): string {
  return text + ' '.repeat(Math.max(0, cells - cellsOf(text)));
}

function cellsOf(text: string): number {
  return text.length + (text.match(WIDE)?.length ?? 0);
}
