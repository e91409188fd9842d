import { InvalidRequestError } from '../../ecticket/errors/invalid-request-error.js';
import { ViolationList } from '../violation-list.js';

export interface UpdateOptions {
  /**
   * Names this act: the same id again answers the same outcome, and acts once. 1 to 200 visible characters; a random one
   * where none is given.
   */
  readonly updateId?: string;
  /** How long an answer is waited for, in ms; a minute and a half where nothing is said. */
  readonly timeoutMs?: number;
}

/** Refuses what names no act, and would act each time. `call` is the method that was asked. @throws InvalidRequestError */
export function checkUpdateOptions(call: string, options: UpdateOptions): void {
  const violations = new ViolationList();
  if (violations.checkFields(options, 'options', ['updateId', 'timeoutMs'])) {
    const { updateId, timeoutMs } = options;
    violations.check(
      updateId === undefined || isUpdateId(updateId),
      'options.updateId',
      'updateId',
      'An updateId has 1 to 200 visible characters, and no spaces.',
      'Give one that names this act alone, such as the number of a receipt, or leave it out.',
    );
    violations.check(
      timeoutMs === undefined || (typeof timeoutMs === 'number' && timeoutMs > 0),
      'options.timeoutMs',
      'timeout',
      'The longest wait is a number of milliseconds above 0.',
      'Give one, such as 90_000, or leave it out.',
    );
  }
  if (violations.all.length > 0) throw new InvalidRequestError(call, violations.all);
}

/** Whether `id` can name an act. */
export function isUpdateId(id: unknown): id is string {
  return typeof id === 'string' && /^[^\p{C}\p{Z}]{1,200}$/u.test(id);
}
