import { workflowIdOf } from '../../client/index.js';
import { orderInWords } from '../display/order-text.js';
import { findOrder, nameOf } from '../order-name.js';
import { readOrder } from '../read-order.js';
import type { Shell } from '../shell.js';
import { orderLink } from '../web-ui.js';

export async function showOrder(shell: Shell, name: string): Promise<void> {
  const ref = await findOrder(shell, name);
  const order = await readOrder(shell, ref);
  const link = orderLink(await shell.settings(), workflowIdOf(ref));
  shell.tell(order, () => orderInWords(order, { name: nameOf(ref), link }));
}
