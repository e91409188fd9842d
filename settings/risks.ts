/**
 * Risks that are refused outside the sandbox unless `ECTICKET_ALLOW` names them
 * (docs/decisions/0036-accepted-risks.md).
 */
import type { SettingMistake } from './settings-error.js';

/** Each risk by its name in `ECTICKET_ALLOW`. The text completes the sentence "accepts that …". */
const RISKS = {
  'private-callbacks': 'ECPay cannot call the receiver, so that it does not report payments, redemptions and refunds',
  'http-events': 'anyone on the network path to the webhook can read customers’ data and ticket codes',
  'http-origins': 'anyone on the network path to the Web UI can read what the codec server decrypts',
  'temporal-without-tls': 'anyone on the network path to Temporal can confirm payments and redeem tickets',
  'weak-secrets': 'others can guess the secret, and read orders or forge events with it',
  'shared-keys': 'one merchant’s callbacks and payments are accepted as those of another',
  'writable-secret-files': 'other users of the machine can replace the keys and secrets with their own',
} as const;

export type RiskName = keyof typeof RISKS;

export const RISK_NAMES = Object.keys(RISKS) as readonly RiskName[];

/** A usable setting that is a risk. Contains no value, like `SettingMistake`. */
export interface FoundRisk extends SettingMistake {
  readonly risk: RiskName;
}

/** Turns risks that are not allowed into mistakes, and allowed risks into warnings, sentences for the log. */
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
        fix: `${fix}. Or set ECTICKET_ALLOW=${risk} to accept that ${RISKS[risk]}`,
      })),
    warnings: found
      .filter(isAllowed)
      .map(({ risk, name, problem }) => `${name} ${problem}. ECTICKET_ALLOW=${risk} accepts that ${RISKS[risk]}`),
  };
}
