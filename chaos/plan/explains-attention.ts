import type { Attention } from '../../client/index.js';
import type { PlanEntry } from './plan.js';

/** The sandbox's code of a refusal that a fault requested. */
const REFUSED_ON_REQUEST = '10299999';

/**
 * Whether a fault that has begun explains why an order needs attention. An outage of a process or of the network never
 * does.
 *
 * @param lacksCorrection A reset has undone the correction of the order.
 */
export function explainsAttention(
  begun: readonly PlanEntry[],
  { reason, code }: Attention,
  lacksCorrection: boolean,
): boolean {
  const had = (...kinds: readonly string[]) =>
    begun.some((entry) => entry.type === 'sandbox' && kinds.includes(entry.kind));
  switch (reason) {
    case 'issueRefused':
      return code === REFUSED_ON_REQUEST && had('rtnCode');
    case 'issuanceFailed':
      return had('fails');
    case 'configuration':
      return code === 'ENVELOPE_REFUSED' ? had('transCode') : code === 'DATA_REJECTED' && had('badMac', 'badData');
    case 'numberTaken':
      return lacksCorrection;
    default:
      return false;
  }
}
