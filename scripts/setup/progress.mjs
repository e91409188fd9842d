/** Seconds after which a step speaks up, and between two lines where the terminal cannot redraw one. */
const FIRST_WORD = 1;
const BETWEEN_LINES = 10;

/**
 * Waits for a step of the set-up. A step that takes longer than a second is shown on standard error with the seconds
 * so far: redrawn on a terminal, as plain lines elsewhere.
 * @template T
 * @param {string} label what is being done, such as `Installing dependencies`
 * @param {Promise<T>} step
 * @returns {Promise<T>}
 */
export async function withProgress(label, step) {
  const started = Date.now();
  const seconds = () => Math.round((Date.now() - started) / 1000);
  const redraws = process.stderr.isTTY;
  let shown = false;

  const timer = setInterval(() => {
    if (!redraws && shown && seconds() % BETWEEN_LINES !== 0) return;
    process.stderr.write(redraws ? `\r${label} … ${seconds()} s` : `${label} … ${seconds()} s\n`);
    shown = true;
  }, FIRST_WORD * 1000);

  try {
    const result = await step;
    if (shown) process.stderr.write(`${redraws ? '\r' : ''}${label}: took ${seconds()} s\n`);
    return result;
  } catch (error) {
    if (shown && redraws) process.stderr.write('\n');
    throw error;
  } finally {
    clearInterval(timer);
  }
}
