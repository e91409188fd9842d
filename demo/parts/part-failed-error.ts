/** A process of the demo did not start, ended unexpectedly, or did not stop on request. */
export class PartFailedError extends Error {
  override readonly name = 'PartFailedError';
  readonly code = 'PART_FAILED';

  constructor(
    readonly part: string,
    problem: string,
    lastLines: readonly string[],
    logFile: string,
  ) {
    const output = lastLines.length > 0 ? ` Its last output:\n${lastLines.join('\n')}` : ' It printed nothing.';
    super(`The ${part} ${problem}.${output}\nFull log: ${logFile}`);
  }
}
