/** Action of `ecticket order watch`. */
import { setTimeout as sleep } from 'node:timers/promises';
import { createLogUpdate } from 'log-update';
import { workflowIdOf, type OrderSnapshot } from '../../client/index.js';
import { isFinalStatus } from '../../client/order-status.js';
import { ECTicketError, type OrderRef } from '../../ecticket/index.js';
import type { CommandContext } from '../command-context.js';
import { grey } from '../display/colours.js';
import { formatZonedTime } from '../display/format.js';
import { formatOrder, formatOrderLine, type OrderHeading } from '../display/order-text.js';
import { toTerminalJson, toTerminalText } from '../display/terminal-text.js';
import { EXIT } from '../exit-status.js';
import { findOrder, formatOrderName } from '../order-name.js';
import { readOrder } from '../read-order.js';
import { orderLink } from '../web-ui.js';

const POLL_INTERVAL_MS = 1000;

/** The watch continues after these errors: a server or a worker may be restarting or being replaced. */
const TRANSIENT_CODES = ['TEMPORAL_UNAVAILABLE', 'WORKER_UNAVAILABLE', 'ORDER_STUCK'];

/** Shows an order until it closes or the user presses Ctrl-C. */
export async function watchOrder(context: CommandContext, name: string): Promise<void> {
  const ref = await findOrder(context, name);
  const link = orderLink(await context.settings(), workflowIdOf(ref));
  const screen = createScreen(context, { name: formatOrderName(ref), link });
  const interruption = new AbortController();
  const interrupt = (): void => interruption.abort();
  process.once('SIGINT', interrupt);
  try {
    await pollUntilClosed(context, ref, screen, interruption.signal);
  } catch (error) {
    if (!interruption.signal.aborted) throw error;
    context.status = EXIT.interrupted;
  } finally {
    process.off('SIGINT', interrupt);
    screen.end();
  }
}

async function pollUntilClosed(
  context: CommandContext,
  ref: OrderRef,
  screen: Screen,
  signal: AbortSignal,
): Promise<void> {
  let order: OrderSnapshot | undefined;
  do {
    if (order !== undefined) await sleep(POLL_INTERVAL_MS, undefined, { signal });
    try {
      order = await unlessAborted(readOrder(context, ref), signal);
      screen.show(order);
    } catch (error) {
      // An order that was never read is reported as an error at once.
      if (order === undefined || !(error instanceof ECTicketError && TRANSIENT_CODES.includes(error.code))) throw error;
      screen.printNote(error.message);
    }
  } while (!isFinalStatus(order.status));
}

async function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  let end = (): void => undefined;
  const aborted = new Promise<never>((_resolve, reject) => {
    end = () => reject(signal.reason as Error);
    signal.addEventListener('abort', end);
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    // A watch may run for months: without this, every poll would leave a listener behind.
    signal.removeEventListener('abort', end);
  }
}

/** Displays the snapshots of one order. */
interface Screen {
  show(order: OrderSnapshot): void;
  /** Says why the order cannot be read at the moment. */
  printNote(text: string): void;
  end(): void;
}

/** Redraws the order on a terminal; prints a line per change elsewhere; prints JSON lines with `--json`. */
function createScreen(context: CommandContext, heading: OrderHeading): Screen {
  if (context.json) return lineScreen(context, (order) => toTerminalJson(order, 0));
  return context.io.stdout.isTTY
    ? redrawnScreen(context, heading)
    : lineScreen(
        context,
        (order) => formatOrderLine(order, context.texts),
        (line) => `${formatZonedTime(Date.now())}  ${heading.name}  ${line}`,
      );
}

function lineScreen(
  context: CommandContext,
  format: (order: OrderSnapshot) => string,
  addPrefix = (line: string) => line,
): Screen {
  let last: string | undefined;
  return {
    show: (order) => {
      const line = format(order);
      if (line !== last) context.printLine(addPrefix(line));
      last = line;
    },
    printNote: (text) => context.printNote(text),
    end: () => undefined,
  };
}

function redrawnScreen({ io, texts }: CommandContext, heading: OrderHeading): Screen {
  const update = createLogUpdate(io.stdout);
  let drawn = '';
  const draw = (note: string) => update(toTerminalText(`${drawn}\n\n${grey(note)}`));
  return {
    show: (order) => {
      drawn = formatOrder(order, heading, texts);
      draw(texts.order.stopWatching);
    },
    printNote: draw,
    end: () => {
      if (drawn !== '') update(toTerminalText(drawn));
      update.done();
    },
  };
}
