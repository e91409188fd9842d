/** What is refused outside the sandbox unless `ECTICKET_ALLOW` names it (docs/decisions/0036-accepted-risks.md). */
import type { SettingMistake } from './settings-error.js';

/** Each risk by its name in `ECTICKET_ALLOW`, as the end of a sentence that says what is accepted. */
const RISKS = {
  'private-callbacks': 'ECPay cannot call the receiver, so that payments, redemptions and refunds are not reported',
  'http-events': 'everybody on the way to the webhook can read customers’ data and ticket codes',
  'http-origins': 'everybody on the way to the Web UI can read what the codec server decrypts',
  'temporal-without-tls': 'everybody on the way to Temporal can confirm payments and redeem tickets',
  'weak-secrets': 'others can guess the secret, and read orders or forge events with it',
  'shared-keys': 'one merchant’s callbacks and payments pass for those of another',
  'writable-merchants-file': 'other users of the machine can replace the keys by their own',
} as const;

export type RiskName = keyof typeof RISKS;

export const RISK_NAMES = Object.keys(RISKS) as readonly RiskName[];

/** A setting that is usable and risky. Holds no value, as `SettingMistake`. */
export interface FoundRisk extends SettingMistake {
  readonly risk: RiskName;
}

/** Risks that nobody has accepted are mistakes; the others are warnings, each a sentence for the log. */
export function weighRisks(
  found: readonly FoundRisk[],
  allowed: readonly RiskName[],
): { mistakes: SettingMistake[]; warnings: string[] } {
  const isAllowed = ({ risk }: FoundRisk) => allowed.includes(risk);
  return {
    mistakes: found
      .filter((each) => !isAllowed(each))
      .map(({ risk, name, problem, fix }) => ({
        name,
        problem,
        fix: `${fix}. Or accept with ECTICKET_ALLOW=${risk} that ${RISKS[risk]}`,
      })),
    warnings: found
      .filter(isAllowed)
      .map(({ risk, name, problem }) => `${name} ${problem}. ECTICKET_ALLOW=${risk} accepts that ${RISKS[risk]}`),
  };
}
