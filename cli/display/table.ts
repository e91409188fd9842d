import Table from 'cli-table3';
import { grey } from './colours.js';

export interface Column<Row> {
  readonly heading: string;
  /** Characters. */
  readonly width: number;
  readonly cell: (row: Row) => string;
}

/** Characters between two columns. */
const GAP = 2;

/** The terminal's width in characters, or what one may assume of a reader without one. */
export function screenWidth(): number {
  return process.stdout.columns || 120;
}

/** Columns side by side, without rules; what does not fit its column is cut. */
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
