/** What `work` comes to. @throws TimeoutExceeded when it has come to nothing after `ms` milliseconds; it is not stopped. */
export async function withTimeout<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new TimeoutExceeded(`not within ${ms} ms`));
    }, ms);
  });
  try {
    return await Promise.race([work, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}

export class TimeoutExceeded extends Error {
  override readonly name = 'TimeoutExceeded';
}
