/**
 * Base of every error of this library. `name` and `code` are literals of its class. No
 * error carries a key, an IV or a person's data, nor a foreign error as its `cause`: an HTTP library's error holds the
 * whole request.
 */
export abstract class ECTicketError extends Error {
  abstract override readonly name: string;
  abstract readonly code: string;
}
