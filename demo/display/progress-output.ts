/** The two outputs of the demo's progress: a live table for a terminal, and lines for everything else. */
import logUpdate from 'log-update';
import { grey, colourStatus } from '../../cli/display/colours.js';
import { formatCounts } from '../../cli/display/format.js';
import { screenWidth, table, type Column } from '../../cli/display/table.js';
import type { OrderProgress, ProgressOutput } from './progress.js';

type OrderRow = Pick<OrderProgress, 'title' | 'tradeNo' | 'status' | 'counts'>;

const TITLE: Column<OrderRow> = { heading: 'Order', width: 25, cell: ({ title }) => title };
const TRADE_NUMBER: Column<OrderRow> = { heading: 'Trade number', width: 17, cell: ({ tradeNo }) => tradeNo };
const STATUS: Column<OrderRow> = {
  heading: 'Status',
  width: 16,
  cell: ({ status }) => (status ? colourStatus(status) : ''),
};
const TICKETS: Column<OrderRow> = { heading: 'Tickets', width: 22, cell: ({ counts }) => formatCounts(counts) };

/** Characters. A narrower terminal shows no trade numbers. */
const MIN_WIDTH_FOR_TRADE_NUMBERS = 110;

/** The columns that the live table and the final report share. */
export const ORDER_COLUMNS: readonly Column<OrderRow>[] =
  screenWidth() < MIN_WIDTH_FOR_TRADE_NUMBERS ? [TITLE, STATUS, TICKETS] : [TITLE, TRADE_NUMBER, STATUS, TICKETS];

/** Characters that {@link ORDER_COLUMNS} leave for one more column. */
const REMAINING_WIDTH = Math.max(
  10,
  ORDER_COLUMNS.reduce((remaining, { width }) => remaining - width - 2, screenWidth()) - 3,
);

const LIVE_COLUMNS = [
  ...ORDER_COLUMNS,
  { heading: 'Last', width: REMAINING_WIDTH, cell: ({ last }: OrderProgress) => last },
];

const REDRAW_DELAY_MS = 80;

/** Lines of the terminal that the table leaves free. */
const RESERVED_LINES = 6;

/** Creates the output for a terminal: a table that is redrawn in place and removed at the end. */
export function createLiveTable(): ProgressOutput {
  let redraw: NodeJS.Timeout | undefined;
  return {
    update: (orders) => {
      redraw ??= setTimeout(() => {
        redraw = undefined;
        logUpdate(renderTable(orders));
      }, REDRAW_DELAY_MS);
    },
    end: () => {
      clearTimeout(redraw);
      logUpdate.clear();
      logUpdate.done();
    },
  };
}

/**
 * Renders the table. If the terminal has too few lines for all orders, settled orders are hidden. The height stays the
 * same, because a table that grows would scroll.
 */
function renderTable(orders: readonly OrderProgress[]): string {
  const availableLines = process.stdout.rows - RESERVED_LINES;
  if (orders.length <= availableLines) return `\n${table(LIVE_COLUMNS, orders)}`;
  const shown = orders.filter(({ status }) => status !== 'settled').slice(0, availableLines);
  const settled = orders.filter(({ status }) => status === 'settled').length;
  const summary = grey(`${orders.length} orders in all, ${settled} settled`);
  return `\n${table(LIVE_COLUMNS, shown)}${'\n'.repeat(availableLines - shown.length)}\n${summary}`;
}

/** Creates the output for a file or a pipe: one line per change, with the seconds since the start. */
export function createPlainLines(): ProgressOutput {
  const startedAt = performance.now();
  return {
    update: (_orders, { tradeNo, title }, change) => {
      const seconds = ((performance.now() - startedAt) / 1000).toFixed(1).padStart(5);
      console.log(`${seconds} s  ${tradeNo}  ${title.padEnd(25)}  ${change}`);
    },
    end: () => undefined,
  };
}
