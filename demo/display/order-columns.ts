import { colourStatus } from '../../cli/display/colours.js';
import { formatCounts } from '../../cli/display/format.js';
import { screenWidth, type Column } from '../../cli/display/table.js';
import type { OrderSnapshot, OrderStatus } from '../../index.js';

/** What the tables show of an order, on its way and at its end. */
interface Shown {
  readonly title: string;
  readonly tradeNo: string;
  readonly status: OrderStatus | undefined;
  readonly counts: OrderSnapshot['counts'];
}

const TITLE: Column<Shown> = { heading: 'Order', width: 25, cell: ({ title }) => title };
const TRADE_NUMBER: Column<Shown> = { heading: 'Trade number', width: 17, cell: ({ tradeNo }) => tradeNo };
const STATUS: Column<Shown> = {
  heading: 'Status',
  width: 16,
  cell: ({ status }) => (status ? colourStatus(status) : ''),
};
const TICKETS: Column<Shown> = { heading: 'Tickets', width: 22, cell: ({ counts }) => formatCounts(counts) };

/** Narrower, a terminal does without trade numbers. */
const WIDE_ENOUGH = 110;

export const ORDER_COLUMNS: readonly Column<Shown>[] =
  screenWidth() < WIDE_ENOUGH ? [TITLE, STATUS, TICKETS] : [TITLE, TRADE_NUMBER, STATUS, TICKETS];

/** How many characters a table of these columns leaves for a last one. */
export const ROOM_LEFT = Math.max(10, ORDER_COLUMNS.reduce((left, { width }) => left - width - 2, screenWidth()) - 3);
