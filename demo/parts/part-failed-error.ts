/** A process of the demo did not start, ended by itself, or did not end when it was asked to. */
export class PartFailedError extends Error {
  override readonly name = 'PartFailedError';
  readonly code = 'PART_FAILED';

  constructor(
    readonly part: string,
    what: string,
    lastWords: readonly string[],
    logFile: string,
  ) {
    const said = lastWords.length > 0 ? ` Its last words:\n${lastWords.join('\n')}` : ' It said nothing.';
    super(`The ${part} ${what}.${said}\nAll that it said: ${logFile}`);
  }
}
