import type { OrderPlacement } from '../../client/index.js';
import { UsageError } from '../../settings/listen-options.js';
import { nameOf } from '../order-name.js';
import { readOrderJson } from '../order-json.js';
import type { Shell } from '../shell.js';

export interface PlaceOptions {
  readonly amount?: number | undefined;
  readonly payWithin?: number | undefined;
  readonly paid?: true | undefined;
  readonly reference?: string | undefined;
}

const MINUTE = 60_000;

export async function placeOrder(shell: Shell, file: string, options: PlaceOptions): Promise<void> {
  const payment = paymentOf(options);
  const order = await readOrderJson(file, shell);
  const placed = await (await shell.tickets()).placeOrder({ order, ...(payment && { payment }) });
  const name = nameOf(placed.ref);
  for (const { path, message, fix } of placed.warnings) shell.remark(`${path}: ${message} ${fix}`);
  shell.tell(placed, () => `${placed.existing ? 'placed before' : 'placed'}: ${name}`);
  shell.remark(`Watch it with: ecticket order watch ${name}`);
}

function paymentOf({ amount, payWithin, paid, reference }: PlaceOptions): OrderPlacement['payment'] {
  if (reference !== undefined && !paid) throw new UsageError('--reference names a payment that was made: add --paid.');
  if (payWithin !== undefined && paid) throw new UsageError('--pay-within and --paid contradict each other: keep one.');
  if (amount === undefined && payWithin === undefined && !paid) return undefined;
  return {
    ...(amount !== undefined && { amount }),
    ...(payWithin !== undefined && { deadline: new Date(Date.now() + payWithin * MINUTE) }),
    ...(paid && { paid: { ...(amount !== undefined && { amount }), ...(reference !== undefined && { reference }) } }),
  };
}
