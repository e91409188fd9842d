/** When a callback is answered at the latest. ECPay is said to wait 10 seconds; the rest is for the network. */
export const ANSWER_TIMEOUT_MS = 8000;

/** Work did not finish in time. */
export class TimeoutExceeded extends Error {
  override readonly name = 'TimeoutExceeded';
}

/**
 * Waits for `work` with a timeout. The work itself continues after the timeout.
 *
 * @throws TimeoutExceeded after `ms` milliseconds.
 */
export async function withTimeout<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new TimeoutExceeded(`not within ${ms} ms`));
    }, ms);
  });
  try {
    return await Promise.race([work, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
