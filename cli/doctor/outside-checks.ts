import { CALLBACK_PATHS } from '../../client/notify-urls.js';
import { whyECPayCannotCall } from '../../ecticket/callback-address.js';
import type { Settings } from '../../settings/index.js';
import { Ailment, Skipped } from './finding.js';

/** Milliseconds. */
const ANSWERS_WITHIN = 5000;

/** ECPay refuses what was sent 10 minutes ago or earlier; long before that the clock is wrong. Milliseconds. */
const CLOCK_TOLERANCE = 2 * 60_000;

/** What a callback's address answers to a GET: it takes POST alone. */
const METHOD_NOT_ALLOWED = 405;

/** Is our clock ECPay's? The Date of its answer tells, to the second. */
export async function clock({ baseUrl }: Settings): Promise<string> {
  const asked = Date.now();
  const response = await get(baseUrl, 'Check the way out of your network; in the sandbox: npm run sandbox');
  const halfway = (asked + Date.now()) / 2;
  const theirs = Date.parse(response.headers.get('date') ?? '');
  if (Number.isNaN(theirs)) throw new Skipped(`${baseUrl} does not say what time it is`);
  const ahead = Math.round((halfway - theirs) / 1000);
  if (Math.abs(ahead) * 1000 > CLOCK_TOLERANCE) {
    throw new Ailment(
      `this machine is ${Math.abs(ahead)} s ${ahead > 0 ? 'ahead of' : 'behind'} ${baseUrl}, which refuses what is 10 minutes old. Set the clock (NTP)`,
    );
  }
  return `${baseUrl} answers, its clock within ${Math.max(1, Math.abs(ahead))} s of ours`;
}

/** May ECPay call the receiver's address? */
export function callbackAddress({ environment, callbackBaseUrl }: Settings): Promise<string> {
  if (environment === 'sandbox') return Promise.resolve('the sandbox calls any address');
  const why = callbackBaseUrl === undefined ? undefined : whyECPayCannotCall(callbackBaseUrl);
  if (why !== undefined) {
    return Promise.reject(new Ailment(`${callbackBaseUrl} ${why}. Correct ECTICKET_CALLBACK_BASE_URL`));
  }
  const domain = callbackBaseUrl === undefined ? 'the domains that orders name' : new URL(callbackBaseUrl).hostname;
  return Promise.reject(
    new Skipped(
      `only ECPay knows whether its firewall lets callbacks through to ${domain}. ` +
        'Ask ECPay to approve each domain before the first order',
    ),
  );
}

/** Does the receiver answer where ECPay will call it? */
export async function receiver({ callbackBaseUrl }: Settings): Promise<string> {
  if (callbackBaseUrl === undefined) {
    throw new Skipped('ECTICKET_CALLBACK_BASE_URL is not set: each order must name its own addresses');
  }
  const url = callbackBaseUrl + CALLBACK_PATHS.useStatus;
  const { status } = await get(url, 'Start the receiver (npm run callbacks), or correct ECTICKET_CALLBACK_BASE_URL');
  if (status !== METHOD_NOT_ALLOWED) {
    throw new Ailment(
      `${url} answers ${status}, which is not the receiver's. Correct ECTICKET_CALLBACK_BASE_URL, or what your web server hands on`,
    );
  }
  return `answers at ${url}`;
}

async function get(url: string, fix: string): Promise<Response> {
  try {
    return await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(ANSWERS_WITHIN) });
  } catch (error) {
    const { code, message } = ((error as Error).cause ?? error) as { code?: string | number; message: string };
    throw new Ailment(`${url} does not answer (${typeof code === 'string' ? code : message}). ${fix}`);
  }
}
