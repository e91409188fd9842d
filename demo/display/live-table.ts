import logUpdate from 'log-update';
import { grey } from '../../cli/display/colours.js';
import { table } from '../../cli/display/table.js';
import { ORDER_COLUMNS, ROOM_LEFT } from './order-columns.js';
import type { Line, Screen } from './progress.js';

/** Milliseconds. */
const REDRAW_AFTER = 80;

const COLUMNS = [...ORDER_COLUMNS, { heading: 'Last', width: ROOM_LEFT, cell: ({ last }: Line) => last }];

/** For a terminal: a table that is drawn anew where it stands, and disappears at the end. */
export function liveTable(): Screen {
  let redraw: NodeJS.Timeout | undefined;
  return {
    changed: (lines) => {
      redraw ??= setTimeout(() => {
        redraw = undefined;
        logUpdate(draw(lines));
      }, REDRAW_AFTER);
    },
    end: () => {
      clearTimeout(redraw);
      logUpdate.clear();
      logUpdate.done();
    },
  };
}

/** Where the terminal is too low for all, those that have settled make room. Its height stays: a taller one would scroll. */
function draw(lines: readonly Line[]): string {
  const room = process.stdout.rows - 6;
  if (lines.length <= room) return `\n${table(COLUMNS, lines)}`;
  const shown = lines.filter(({ status }) => status !== 'settled').slice(0, room);
  const settled = lines.filter(({ status }) => status === 'settled').length;
  const summary = grey(`${lines.length} orders in all, ${settled} settled`);
  return `\n${table(COLUMNS, shown)}${'\n'.repeat(room - shown.length)}\n${summary}`;
}
