/** One broken rule of a request, or one thing about it that loses something. Holds no value of the request. */
export interface Violation {
  /** Where, in the names the caller wrote: `items[0].quantity`. Empty for the whole. */
  readonly path: string;
  /** A stable literal, such as `ticketsPerOrder`. */
  readonly rule: string;
  /** The rule in words. */
  readonly message: string;
  /** What to do about it. */
  readonly fix: string;
}
