/** The real parts that all sequences share: server, workers, sandbox, receiver, and a merchant who listens. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createReceiver, deliverToOrders, toNodeHandler, type Posted } from '../../callbacks/index.js';
import { MerchantRegistry, STAGE_MERCHANTS } from '../../ecticket/index.js';
import type { MerchantEvent } from '../../workflows/messages/merchant-events.js';
import { startOrderWorld, type OrderWorld } from '../support/order-world.js';
import { patientClient, startTimeSkippingServer } from '../support/temporal-servers.js';
import { CallbackLock } from './callback-lock.js';

const MINUTE = 60_000;

export interface ModelEnvironment {
  readonly world: OrderWorld;
  readonly merchant: Merchant;
  readonly receiverUrl: string;
  /** What ECPay posted to the receiver, oldest first. */
  readonly posted: Posted[];
  /** Whether its workers keep orders in memory. Those that do not may be restarted in the middle of one. */
  readonly hasCache: boolean;
  /** Resolves when the order of this workflow id asks ECPay nothing that news would make pointless. */
  readonly untilQuiet: (workflowId: string) => Promise<void>;
  /** Resolves when no call to ECPay or to the merchant is under way for the order of this workflow id. */
  readonly untilIdle: (workflowId: string) => Promise<void>;
  /** A number that no order has yet. */
  readonly newNumber: () => string;
  readonly close: () => Promise<void>;
}

/** Who is told of events, and may be out. */
class Merchant {
  /** So many deliveries fail. */
  failures = 0;
  readonly events: MerchantEvent[] = [];

  readonly deliver = async (event: MerchantEvent): Promise<void> => {
    if (this.failures > 0) {
      this.failures -= 1;
      throw new Error('the shop is closed');
    }
    this.events.push(event);
  };
}

/** A trade number issued twice yields tickets twice here, so that a double issue would show. */
export async function startModelEnvironment(hasCache: boolean): Promise<ModelEnvironment> {
  const environment = await startTimeSkippingServer();
  const temporal = patientClient(environment);
  const posted: Posted[] = [];
  const turns = new CallbackLock();
  const receiver = createReceiver({
    merchants: new MerchantRegistry(STAGE_MERCHANTS),
    deliver: turns.wrap(temporal, deliverToOrders(temporal)),
  });
  const handle = toNodeHandler({
    ...receiver,
    receive: async (post) => {
      posted.push(post);
      return await receiver.receive(post);
    },
  });
  const server = createServer((request, response) => void handle(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const receiverUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const merchant = new Merchant();
  const world = await startOrderWorld(environment, {
    deliver: merchant.deliver,
    callbackBaseUrl: receiverUrl,
    cacheOrders: hasCache,
    onProviderCall: turns.onProviderCall,
    sandbox: { duplicates: 'allow', issueDelay: 2 * MINUTE },
  });
  let numbers = 0;
  return {
    world,
    merchant,
    receiverUrl,
    posted,
    hasCache,
    untilQuiet: (workflowId) => turns.untilQuiet(temporal, workflowId),
    untilIdle: (workflowId) => turns.untilIdle(temporal, workflowId),
    newNumber: () => `M${(numbers += 1)}`,
    close: async () => {
      await world.close();
      server.close();
      server.closeAllConnections();
      await environment.teardown();
    },
  };
}
