/** What the booking's workflow, its activities and its callers share. Types only: workflows import this file. */
import type { OrderRef, OrderSnapshot } from 'temporal-ecticket';

/** Seats that a customer books. Each seat is one ticket. */
export interface BookingRequest {
  /** The booking's number. It is also the order's number: up to 20 letters and digits. */
  readonly number: string;
  readonly seats: number;
  readonly customerName: string;
  /** A mobile phone number, such as 0912345678. */
  readonly customerPhone: string;
  readonly customerEmail: string;
  /** How long the customer has to pay, in milliseconds. */
  readonly payWithinMs: number;
  /** The address at which ECPay calls back. */
  readonly callbackBaseUrl: string;
}

export type BookingOutcome =
  | { readonly status: 'booked'; readonly ticketNos: readonly string[] }
  | { readonly status: 'soldOut' }
  | {
      readonly status: 'cancelled';
      /** How the order ended. */
      readonly order: OrderSnapshot['status'];
      /** What the customer gets back. */
      readonly returned: readonly PaymentToReturn[];
    };

/** A payment that the order has received. ECPay may not have confirmed it before the order ended. */
export interface PaymentToReturn {
  /** ECPay's number of the payment. */
  readonly reference: string;
  /** NT$. */
  readonly amount?: number;
}

/** The merchant's own activities. Each may run twice: the number of the booking or payment makes it one action. */
export interface BookingActivities {
  /** Reserves seats. Returns false if there are too few. */
  reserveSeats(number: string, seats: number): Promise<boolean>;
  /** Releases the seats of a booking, if it has any. */
  releaseSeats(number: string): Promise<void>;
  /** Returns the order, or the one that replaced it, when it has tickets or has ended without. Fails until then. */
  readOrder(ref: OrderRef): Promise<OrderSnapshot>;
  returnMoney(payment: PaymentToReturn): Promise<void>;
}
