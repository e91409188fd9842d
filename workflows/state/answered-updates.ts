/** What updates were answered, so that an update id means the same in every run of an order. Pure. */
import type { AnsweredUpdate, WithRequestKey } from '../messages/ticket-actions.js';

/** A caller who repeats a call does so within a day. Within one run Temporal itself remembers every update id. */
const REMEMBERED_FOR = 24 * 60 * 60 * 1000;

/** An order carries them along and must stay far below Temporal's 2 MB: characters of JSON, some 2,000 outcomes. */
const MOST_CHARACTERS = 300_000;

/** Those of the last day, `newest` among them; fewer where they are too many to carry. */
export function rememberAnswer(
  answered: readonly AnsweredUpdate[],
  newest: AnsweredUpdate,
  now: number,
): readonly AnsweredUpdate[] {
  let characters = 0;
  const fits = (each: AnsweredUpdate) => (characters += JSON.stringify(each).length) <= MOST_CHARACTERS;
  return [...answered, newest]
    .filter(({ at }) => now - at < REMEMBERED_FOR)
    .reverse()
    .filter((each) => fits(each) || each === newest)
    .reverse();
}

/** What was answered under this update id; `isOther` where that was to a different request. */
export function findAnswer(
  answered: readonly AnsweredUpdate[],
  updateId: string | undefined,
  { request }: WithRequestKey,
): { readonly answer: AnsweredUpdate; readonly isOther: boolean } | undefined {
  const answer = answered.find((each) => each.updateId === updateId);
  return answer && { answer, isOther: answer.request !== request };
}
