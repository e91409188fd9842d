/** The routes of the operations desk: orders that need attention, one order, and a decision about it. */
import { randomUUID } from 'node:crypto';
import type { FastifyBaseLogger, FastifyError, FastifyInstance } from 'fastify';
import {
  ECTicketError,
  OrderNotFoundError,
  workflowIdOf,
  type ECTicketClient,
  type OrderSnapshot,
} from 'temporal-ecticket/client';
import { createWebServer, sendPage } from '../shared/web-server.js';
import { decide, findDecision, type DecisionForm } from './decisions.js';
import { decisionPage, listPage, orderPage, problemPage, type DeskOrder } from './pages.js';

export interface DeskOptions {
  readonly ecticket: ECTicketClient;
  /** The list of workflows in Temporal's Web UI: `http://127.0.0.1:8233/namespaces/default/workflows`. */
  readonly workflowsUrl: string;
  readonly logger?: FastifyBaseLogger;
}

/** The desk shows the newest orders. The command line resubmits many at once. */
const MAX_ORDERS = 50;

const STATUS_OF_ERRORS: Readonly<Record<string, number>> = {
  INVALID_REQUEST: 400,
  ORDER_NOT_FOUND: 404,
  ORDER_ENDED: 409,
  DECISION_REFUSED: 409,
};

interface OrderRoute {
  Params: { merchantId: string; tradeNo: string };
}
interface DecisionRoute {
  Params: { merchantId: string; tradeNo: string; decision: string };
}

/** Creates the desk's web server. It has no sign-in: put one in front of it (README.md). */
export function createDesk({ ecticket, workflowsUrl, logger }: DeskOptions): FastifyInstance {
  const app = createWebServer({ folder: import.meta.url, ...(logger && { logger }) });

  app.get('/', async (_request, reply) => sendPage(reply, listPage(await listOpenOrders())));

  app.get<OrderRoute>('/orders/:merchantId/:tradeNo', async ({ params }, reply) =>
    sendPage(reply, orderPage(toDeskOrder(await readOrder(params)))),
  );

  app.get<DecisionRoute>('/orders/:merchantId/:tradeNo/:decision', async ({ params }, reply) => {
    const order = await readOrder(params);
    const decision = findDecision(order, params.decision);
    if (decision === undefined) return reply.redirect(pathOf(params), 303);
    return sendPage(reply, decisionPage(toDeskOrder(order), decision, { updateId: randomUUID() }));
  });

  app.post<DecisionRoute & { Body: URLSearchParams }>(
    '/orders/:merchantId/:tradeNo/:decision',
    async ({ params, body }, reply) => {
      const order = await readOrder(params);
      const form: DecisionForm = {
        by: body.get('by') ?? '',
        why: body.get('why') ?? '',
        updateId: body.get('updateId') ?? '',
        newNumber: body.get('newNumber') ?? '',
      };
      try {
        await decide(ecticket, order, params.decision, form);
        return await reply.redirect(pathOf(params), 303);
      } catch (error) {
        const decision = findDecision(order, params.decision);
        if (!(error instanceof ECTicketError) || decision === undefined) throw error;
        // The same update id: if the decision has reached the order, it counts once.
        return sendPage(reply, decisionPage(toDeskOrder(order), decision, form, error.message), 409);
      }
    },
  );

  app.setErrorHandler<FastifyError | ECTicketError>((error, request, reply) => {
    if (!(error instanceof ECTicketError)) {
      request.log.error(error);
      return sendPage(reply, problemPage('The log has the reason.', { isLive: false }), error.statusCode ?? 500);
    }
    const isLive = request.method === 'GET';
    return sendPage(reply, problemPage(error.message, { isLive }), STATUS_OF_ERRORS[error.code] ?? 503);
  });

  async function listOpenOrders(): Promise<readonly (DeskOrder | { readonly workflowId: string; problem: string })[]> {
    const found = [];
    for await (const summary of ecticket.listOrders({ status: 'needsAttention', limit: MAX_ORDERS }))
      found.push(summary);
    return await Promise.all(
      found.map(async ({ ref, workflowId }) => {
        try {
          return toDeskOrder(await ecticket.getOrder(ref));
        } catch (error) {
          if (error instanceof ECTicketError) return { workflowId, problem: error.message };
          throw error;
        }
      }),
    );
  }

  async function readOrder(params: OrderRoute['Params']): Promise<OrderSnapshot> {
    const ref = await ecticket.findRef(params);
    if (ref === undefined) throw new OrderNotFoundError(`${params.merchantId}/${params.tradeNo}`);
    return await ecticket.getOrder(ref);
  }

  function toDeskOrder(order: OrderSnapshot): DeskOrder {
    const tradeNo = order.merchantTradeNo ?? order.freeTradeNo ?? '';
    const { merchantId } = order;
    const workflowId = workflowIdOf({ merchantId, merchantTradeNo: tradeNo });
    return {
      order,
      tradeNo,
      path: pathOf({ merchantId, tradeNo }),
      webUiUrl: `${workflowsUrl}/${encodeURIComponent(workflowId)}`,
    };
  }

  return app;
}

function pathOf({ merchantId, tradeNo }: OrderRoute['Params']): string {
  return `/orders/${merchantId}/${tradeNo}`;
}
