/** The longest each phase of a call may take, in milliseconds. Up to `secureConnect` nothing has been sent. */
export interface Timeouts {
  readonly lookup: number;
  readonly connect: number;
  readonly secureConnect: number;
  readonly send: number;
  /** From the request written to the first byte of the answer. */
  readonly response: number;
  /** From the first byte of the answer to its last. */
  readonly read: number;
  /** The whole call. */
  readonly request: number;
}

/** Our choice: ECPay's pages name no limit. An activity's own limit has to be longer than `request`. */
export const DEFAULT_TIMEOUTS: Timeouts = {
  lookup: 3_000,
  connect: 5_000,
  secureConnect: 5_000,
  send: 5_000,
  response: 25_000,
  read: 10_000,
  request: 40_000,
};
