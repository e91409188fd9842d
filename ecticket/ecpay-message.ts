/** ECPay's TransMsg and RtnMsg are String(200). */
const LONGEST = 200;
const HIDDEN = '[hidden]';

/** Fields of a request's Data that are a person's, or that let their bearer redeem. */
const PERSONAL = ['CustomerAddress', 'CustomerEmail', 'CustomerName', 'CustomerPhone', 'WriteOffNo'];

/**
 * ECPay's own words as an error may carry them: whatever of the request's personal data they repeat is hidden, and so is
 * what looks like a mail address or a mobile number.
 */
export function ecpayMessage(words: string, requestData: unknown): string {
  const hidden = personalTexts(requestData).reduce((text, personal) => text.replaceAll(personal, HIDDEN), words);
  return hidden
    .replace(/[\w.%+-]+@[\w.-]+/g, HIDDEN)
    .replace(/(?<!\d)09\d{8}(?!\d)/g, HIDDEN)
    .slice(0, LONGEST);
}

function personalTexts(data: unknown): string[] {
  if (typeof data !== 'object' || data === null) return [];
  return Object.entries(data).flatMap(([field, value]) =>
    PERSONAL.includes(field) && typeof value === 'string' && value !== '' ? [value] : [],
  );
}
