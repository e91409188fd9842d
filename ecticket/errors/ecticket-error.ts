/**
 * Base class of every error of the ECPay client. Each subclass has its own literal `name` and `code`.
 *
 * No error contains a key, an IV or personal data. No error has a foreign error as its `cause`, because an error of an
 * HTTP library contains the whole request.
 */
export abstract class ECTicketError extends Error {
  abstract override readonly name: string;
  abstract readonly code: string;
}
