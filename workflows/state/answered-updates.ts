/** Keeps the outcomes of updates across runs: Temporal deduplicates update ids within one run only. Pure. */
import type { AnsweredUpdate, WithRequestKey } from '../messages/ticket-actions.js';

/** How long an outcome is kept: callers retry within a day. */
const KEPT_FOR_MS = 24 * 60 * 60 * 1000;

/** Characters of JSON, about 2,000 outcomes: the carried state must stay far below Temporal's limit of 2 MB. */
const MAX_CHARACTERS = 300_000;

/**
 * Adds `newest`, and drops outcomes that are older than a day or too many to carry.
 *
 * @param now milliseconds since the epoch
 */
export function rememberAnswer(
  answered: readonly AnsweredUpdate[],
  newest: AnsweredUpdate,
  now: number,
): readonly AnsweredUpdate[] {
  let characters = 0;
  const fits = (each: AnsweredUpdate) => (characters += JSON.stringify(each).length) <= MAX_CHARACTERS;
  return [...answered, newest]
    .filter(({ at }) => now - at < KEPT_FOR_MS)
    .reverse()
    .filter((each) => fits(each) || each === newest)
    .reverse();
}

/**
 * Finds the outcome of this update id.
 *
 * @param request the key of the current request
 * @returns `isOtherRequest`: the id was used for a different request
 */
export function findAnswer(
  answered: readonly AnsweredUpdate[],
  updateId: string | undefined,
  { request }: WithRequestKey,
): { readonly answer: AnsweredUpdate; readonly isOtherRequest: boolean } | undefined {
  const answer = answered.find((each) => each.updateId === updateId);
  return answer && { answer, isOtherRequest: answer.request !== request };
}
