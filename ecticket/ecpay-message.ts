/** ECPay's TransMsg and RtnMsg are String(200). */
const MAX_LENGTH = 200;
const HIDDEN = '[hidden]';

/** Fields of a request's Data with personal data, and the code that lets anyone redeem a ticket. */
const PERSONAL = ['CustomerAddress', 'CustomerEmail', 'CustomerName', 'CustomerPhone', 'WriteOffNo'];

/**
 * Redacts a message from ECPay for errors and logs. Hides personal data of the request, and everything that looks like
 * an e-mail address or a mobile number.
 *
 * @param requestData Data of the request that ECPay may quote
 */
export function redactMessage(message: string, requestData: unknown): string {
  const hidden = personalTexts(requestData).reduce((text, personal) => text.replaceAll(personal, HIDDEN), message);
  return hidden
    .replace(/[\w.%+-]+@[\w.-]+/g, HIDDEN)
    .replace(/(?<!\d)09\d{8}(?!\d)/g, HIDDEN)
    .slice(0, MAX_LENGTH);
}

function personalTexts(data: unknown): string[] {
  if (typeof data !== 'object' || data === null) return [];
  return Object.entries(data).flatMap(([field, value]) =>
    PERSONAL.includes(field) && typeof value === 'string' && value !== '' ? [value] : [],
  );
}
