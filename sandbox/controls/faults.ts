import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { EMBEDDED_ENDPOINTS } from '../checkout/embedded-endpoints.js';
import { PATHS } from '../endpoints/index.js';
import { canHappen, FAULT_AREAS, FAULT_KINDS, type FaultArea, type FaultKind } from '../faults/faults.js';
import { QUERY_TRADE_INFO_PATH } from '../payments/query-trade-info.js';
import type { SandboxState } from '../state.js';
import { bodyOf, ControlError, queryOf } from './control-request.js';

const ALL_KINDS: readonly FaultKind[] = [...new Set(Object.values(FAULT_KINDS).flat())];

const PLACES: Readonly<Record<FaultArea, readonly string[]>> = {
  endpoint: PATHS,
  paymentQuery: [QUERY_TRADE_INFO_PATH],
  embeddedCheckout: EMBEDDED_ENDPOINTS.map(({ path }) => path),
  issuance: ['issuance'],
  callbacks: ['callbacks'],
};

const body = z.strictObject({
  on: z.string(),
  kind: z.enum(ALL_KINDS),
  /** Number of times the fault happens. */
  times: z.int().min(1).max(1_000_000).default(1),
  tradeNo: z.string().optional(),
  merchantId: z.string().optional(),
  ms: z
    .int()
    .min(0)
    .max(2 ** 31 - 1)
    .optional(),
});

const removal = z.strictObject({ kind: z.enum(ALL_KINDS).optional() });

/** Registers the controls that add, list and remove faults. */
export function registerFaultControls(app: FastifyInstance, { faults }: SandboxState): void {
  app.post('/_sandbox/faults', (request, reply) => {
    const fault = bodyOf(request, body);
    checkPlace(fault.on, fault.kind);
    faults.add(fault);
    return reply.code(201).send(fault);
  });

  app.get('/_sandbox/faults', () => faults.pending);
  app.delete('/_sandbox/faults', (request) => ({ removed: faults.clear(queryOf(request, removal).kind) }));
}

/** Checks that this kind of fault is possible at this place. @throws ControlError */
function checkPlace(on: string, kind: FaultKind): void {
  const areas = FAULT_AREAS.filter((area) => canHappen(kind, area));
  const places = ['*', ...areas.flatMap((area) => PLACES[area])];
  if (places.includes(on)) return;
  throw new ControlError(
    400,
    'INVALID_FAULT',
    `${kind} is not possible on ${JSON.stringify(on)}. Use one of ${places.join(', ')}.`,
  );
}
