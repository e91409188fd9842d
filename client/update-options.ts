import { InvalidRequestError } from '../ecticket/errors/invalid-request-error.js';
import { ViolationList } from './violation-list.js';

/** Options of ticket actions and operator decisions. */
export interface UpdateOptions {
  /**
   * Makes the call idempotent: a repeated call with the same id acts once and returns the same outcome. 1 to 200
   * visible characters. Default: a random id.
   */
  readonly updateId?: string;
  /** How long to wait for the answer, in milliseconds. Default: 90_000. */
  readonly timeoutMs?: number;
}

/**
 * Checks update options. An invalid update id would not make a call idempotent.
 *
 * @param method The client method that was called, for the error message.
 * @throws InvalidRequestError
 */
export function checkUpdateOptions(method: string, options: UpdateOptions): void {
  const violations = new ViolationList();
  if (violations.checkFields(options, 'options', ['updateId', 'timeoutMs'])) {
    const { updateId, timeoutMs } = options;
    violations.check(
      updateId === undefined || isUpdateId(updateId),
      'options.updateId',
      'updateId',
      'An updateId must have 1 to 200 visible characters, and no spaces.',
      'Use one that is unique to this action, such as a receipt number, or leave it out.',
    );
    violations.check(
      timeoutMs === undefined || (typeof timeoutMs === 'number' && timeoutMs > 0),
      'options.timeoutMs',
      'timeout',
      'timeoutMs must be a number of milliseconds above 0.',
      'Use a value such as 90_000, or leave it out.',
    );
  }
  if (violations.all.length > 0) throw new InvalidRequestError(method, violations.all);
}

/** A caller's update id has no spaces, so a derived id is never a caller's own. */
const SEPARATOR = ' ';

/** Derives the id of a call's further update from the call's id. */
export function deriveUpdateId(updateId: string, round: number): string {
  return `${updateId}${SEPARATOR}${round}`;
}

/** The id of the call to which an update belongs: the caller repeats the call with it. */
export function callIdOf(updateId: string): string {
  return updateId.split(SEPARATOR, 1)[0] ?? updateId;
}

/** Whether `id` is a valid update id. */
export function isUpdateId(id: unknown): id is string {
  return typeof id === 'string' && /^[^\p{C}\p{Z}]{1,200}$/u.test(id);
}
