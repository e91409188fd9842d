/** Checks of ECPay's address, of the callback address and of the receiver. */
import { CALLBACK_PATHS } from '../../client/notify-urls.js';
import { whyECPayCannotCall } from '../../ecticket/callback-address.js';
import type { Settings } from '../../settings/index.js';
import { commandFor } from '../../settings/installation.js';
import { CheckFailed, CheckSkipped } from './check.js';

const REQUEST_TIMEOUT_MS = 5000;

/** ECPay refuses requests whose timestamp is 10 minutes old. This limit reports a wrong clock well before that. */
const CLOCK_TOLERANCE_MS = 2 * 60_000;

/** The receiver's answer to GET at a callback address, which accepts POST only. */
const METHOD_NOT_ALLOWED = 405;

/** Compares this machine's clock with ECPay's, as the Date header of a response gives it (to the second). */
export async function checkClock({ baseUrl }: Settings): Promise<string> {
  const sentAt = Date.now();
  const response = await get(baseUrl, `Check outgoing network access; in the sandbox, run: ${commandFor('sandbox')}`);
  const localTime = (sentAt + Date.now()) / 2;
  const remoteTime = Date.parse(response.headers.get('date') ?? '');
  if (Number.isNaN(remoteTime)) throw new CheckSkipped(`${baseUrl} sends no Date header`);
  const ahead = Math.round((localTime - remoteTime) / 1000);
  if (Math.abs(ahead) * 1000 > CLOCK_TOLERANCE_MS) {
    throw new CheckFailed(
      `this machine is ${Math.abs(ahead)} s ${ahead > 0 ? 'ahead of' : 'behind'} ${baseUrl}, ` +
        'which refuses requests that are 10 minutes old. Set the clock (NTP)',
    );
  }
  return `${baseUrl} answers, and its clock is within ${Math.max(1, Math.abs(ahead))} s of this machine's`;
}

/** Checks that ECPay can call the receiver's address. */
export function checkCallbackAddress({ environment, callbackBaseUrl }: Settings): Promise<string> {
  if (environment === 'sandbox') return Promise.resolve('the sandbox calls any address');
  const problem = callbackBaseUrl === undefined ? undefined : whyECPayCannotCall(callbackBaseUrl);
  if (problem !== undefined) {
    return Promise.reject(new CheckFailed(`${callbackBaseUrl} ${problem}. Correct ECTICKET_CALLBACK_BASE_URL`));
  }
  const domain = callbackBaseUrl === undefined ? 'the domains that orders name' : new URL(callbackBaseUrl).hostname;
  return Promise.reject(
    new CheckSkipped(
      `only ECPay can say whether its firewall allows callbacks to ${domain}. ` +
        'Ask ECPay to approve each domain before the first order',
    ),
  );
}

/** Checks that the receiver answers at the address that ECPay calls. */
export async function checkReceiver({ callbackBaseUrl }: Settings): Promise<string> {
  if (callbackBaseUrl === undefined) {
    throw new CheckSkipped('ECTICKET_CALLBACK_BASE_URL is not set, so that each order must name its own addresses');
  }
  const url = callbackBaseUrl + CALLBACK_PATHS.useStatus;
  const { status } = await get(
    url,
    `Start the receiver (${commandFor('callbacks')}), or correct ECTICKET_CALLBACK_BASE_URL`,
  );
  if (status !== METHOD_NOT_ALLOWED) {
    throw new CheckFailed(
      `${url} answers ${status}, so that it is not the receiver. ` +
        'Correct ECTICKET_CALLBACK_BASE_URL, or the forwarding rules of your web server',
    );
  }
  return `answers at ${url}`;
}

async function get(url: string, fix: string): Promise<Response> {
  try {
    return await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS) });
  } catch (error) {
    const { code, message } = ((error as Error).cause ?? error) as { code?: string | number; message: string };
    throw new CheckFailed(`${url} does not answer (${typeof code === 'string' ? code : message}). ${fix}`);
  }
}
