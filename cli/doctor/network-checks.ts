/** Checks of ECPay's address, of the callback address and of the receiver. */
import { CALLBACK_PATHS } from '../../client/notify-urls.js';
import { whyECPayCannotCall } from '../../ecticket/callback-address.js';
import type { Settings } from '../../settings/index.js';
import { commandFor } from '../../settings/installation.js';
import type { DoctorTexts } from '../texts/en-doctor.js';
import { CheckFailed, CheckSkipped } from './check.js';

const REQUEST_TIMEOUT_MS = 5000;

/** ECPay refuses requests whose timestamp is 10 minutes old. This limit reports a wrong clock well before that. */
const CLOCK_TOLERANCE_MS = 2 * 60_000;

/** The receiver's answer to GET at a callback address, which accepts POST only. */
const METHOD_NOT_ALLOWED = 405;

/** Compares this machine's clock with ECPay's, as the Date header of a response gives it (to the second). */
export async function checkClock({ baseUrl, environment }: Settings, texts: DoctorTexts): Promise<string> {
  const sentAt = Date.now();
  const fix = environment === 'sandbox' ? texts.startSandbox(commandFor('sandbox')) : texts.checkNetwork;
  const response = await get(baseUrl, fix, texts);
  const localTime = (sentAt + Date.now()) / 2;
  const remoteTime = Date.parse(response.headers.get('date') ?? '');
  if (Number.isNaN(remoteTime)) throw new CheckSkipped(texts.noDate(baseUrl));
  const ahead = Math.round((localTime - remoteTime) / 1000);
  if (Math.abs(ahead) * 1000 > CLOCK_TOLERANCE_MS) {
    throw new CheckFailed(texts.clockWrong(Math.abs(ahead), ahead > 0, baseUrl));
  }
  return texts.clockRight(baseUrl, Math.max(1, Math.abs(ahead)));
}

/** Checks that ECPay can call the receiver's address. */
export function checkCallbackAddress({ environment, callbackBaseUrl }: Settings, texts: DoctorTexts): Promise<string> {
  if (environment === 'sandbox') return Promise.resolve(texts.anyAddress);
  if (callbackBaseUrl === undefined) return Promise.reject(new CheckSkipped(texts.firewall(texts.orderDomains)));
  const problem = whyECPayCannotCall(callbackBaseUrl);
  return Promise.reject(
    problem === undefined
      ? new CheckSkipped(texts.firewall(new URL(callbackBaseUrl).hostname))
      : new CheckFailed(texts.addressWrong(callbackBaseUrl, problem)),
  );
}

/** Checks that the receiver answers at the address that ECPay calls. */
export async function checkReceiver({ callbackBaseUrl }: Settings, texts: DoctorTexts): Promise<string> {
  if (callbackBaseUrl === undefined) throw new CheckSkipped(texts.noAddress);
  const url = callbackBaseUrl + CALLBACK_PATHS.useStatus;
  const { status } = await get(url, texts.startReceiver(commandFor('callbacks')), texts);
  if (status !== METHOD_NOT_ALLOWED) throw new CheckFailed(texts.notReceiver(url, status));
  return texts.receiver(url);
}

async function get(url: string, fix: string, texts: DoctorTexts): Promise<Response> {
  try {
    return await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS) });
  } catch (error) {
    const { code, message } = ((error as Error).cause ?? error) as { code?: string | number; message: string };
    throw new CheckFailed(texts.noAnswer(url, typeof code === 'string' ? code : message, fix));
  }
}
