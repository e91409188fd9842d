import { createLogUpdate } from 'log-update';
import type { OrderSnapshot } from '../../client/index.js';
import type { Shell } from '../shell.js';
import { grey } from './colours.js';
import { inTaipei } from './in-taipei.js';
import { orderInWords, orderLine, type Named } from './order-text.js';

/** Where an order is watched. */
export interface Screen {
  show(order: OrderSnapshot): void;
  /** Why it is not seen just now. */
  remark(why: string): void;
  end(): void;
}

/** A picture that is drawn anew at a terminal; elsewhere a line for each change; for a script each snapshot as a JSON line. */
export function screenFor(shell: Shell, named: Named): Screen {
  if (shell.json) return lines(shell, (order) => JSON.stringify(order));
  return shell.io.stdout.isTTY
    ? picture(shell, named)
    : lines(shell, orderLine, (line) => `${inTaipei(Date.now())}  ${named.name}  ${line}`);
}

function lines(shell: Shell, tell: (order: OrderSnapshot) => string, decorate = (line: string) => line): Screen {
  let last: string | undefined;
  return {
    show: (order) => {
      const line = tell(order);
      if (line !== last) shell.line(decorate(line));
      last = line;
    },
    remark: (why) => shell.remark(why),
    end: () => undefined,
  };
}

function picture({ io }: Shell, named: Named): Screen {
  const update = createLogUpdate(io.stdout);
  let drawn = '';
  const draw = (remark: string) => update(`${drawn}\n\n${grey(remark)}`);
  return {
    show: (order) => {
      drawn = orderInWords(order, named);
      draw('Ctrl-C ends this; the order goes on.');
    },
    remark: draw,
    end: () => {
      if (drawn !== '') update(drawn);
      update.done();
    },
  };
}
