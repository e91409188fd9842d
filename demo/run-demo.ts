import { abortOnSignals, Interruption } from './interruption.js';
import { demonstrate } from './demonstrate.js';
import type { DemoOptions } from './options.js';
import { Processes } from './parts/processes.js';
import { PartFailedError } from './parts/part-failed-error.js';
import { MerchantWebhook } from './merchant-webhook.js';

/** The whole demo. Answers the exit status; every process that it has started has ended by then. */
export async function runDemo(options: DemoOptions): Promise<number> {
  const interrupted = new AbortController();
  abortOnSignals(interrupted);
  const house = await Processes.open(() => {
    interrupted.abort(new Error('A part of the demo has ended.'));
  });
  const shop = await MerchantWebhook.open();

  const outcome = await demonstrate({ house, shop, signal: interrupted.signal }, options).then(
    (asExpected) => ({ asExpected }),
    (trouble: unknown) => ({ trouble }),
  );
  const failures = await house.close();
  await shop.close();

  const status = conclude(outcome, failures);
  if (status !== 1) await house.forget();
  return status;
}

/** Says what went wrong. Where a part has failed, all other trouble comes of that. */
function conclude(
  outcome: { asExpected: boolean } | { trouble: unknown },
  failures: readonly PartFailedError[],
): number {
  for (const { message } of failures) console.error(message);
  if (failures.length > 0) return 1;
  if ('asExpected' in outcome) return outcome.asExpected ? 0 : 1;

  const { trouble } = outcome;
  if (!(trouble instanceof Interruption || trouble instanceof PartFailedError)) throw trouble;
  console.error(trouble.message);
  return trouble instanceof Interruption ? trouble.exitStatus : 1;
}
