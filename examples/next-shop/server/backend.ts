/** What all requests share: one client of Temporal and one receiver per process. */
import type { ECTicketClient } from 'temporal-ecticket/client';
import { createReceiver, deliverToOrders, type Receiver } from 'temporal-ecticket/callbacks';
import { createBackend } from '../../shared/backend';

export const MERCHANT_ID = '3085676';

interface StoreBackend {
  readonly ecticket: ECTicketClient;
  readonly receiver: Receiver;
}

/**
 * Next.js loads this module once for pages and once for routes, and again after each change in development. `globalThis`
 * is the same for all of them.
 */
const shared = globalThis as typeof globalThis & { ticketStore?: StoreBackend };

/** Connects on the first call: `next build` loads this file where no Temporal server runs. */
export function backend(): StoreBackend {
  return (shared.ticketStore ??= connect());
}

function connect(): StoreBackend {
  const url = readSetting('STORE_URL', 'Set it to the address of this store, at which ECPay calls back.');
  const { client, ecticket, merchants } = createBackend({ ...process.env, ECTICKET_CALLBACK_BASE_URL: url });
  return { ecticket, receiver: createReceiver({ merchants, deliver: deliverToOrders(client) }) };
}

/** Reads an environment variable. @throws Error that says how to set it */
export function readSetting(name: string, fix: string): string {
  const value = process.env[name];
  if (value === undefined || value === '') throw new Error(`${name} is not set. ${fix}`);
  return value;
}
