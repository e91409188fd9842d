/** Seconds until a step is shown, and between lines where the terminal cannot redraw a line. */
const FIRST_LINE_AFTER = 1;
const LINE_INTERVAL = 10;

/**
 * Waits for a step of the setup. If the step takes longer than a second, shows it on stderr with the seconds so far:
 * redrawn on a terminal, as plain lines elsewhere.
 * @template T
 * @param {string} label the step, such as `Installing dependencies`
 * @param {Promise<T>} step
 * @returns {Promise<T>}
 */
export async function withProgress(label, step) {
  const started = Date.now();
  const seconds = () => Math.round((Date.now() - started) / 1000);
  const redraws = process.stderr.isTTY;
  let shown = false;

  const timer = setInterval(() => {
    if (!redraws && shown && seconds() % LINE_INTERVAL !== 0) return;
    process.stderr.write(redraws ? `\r${label} … ${seconds()} s` : `${label} … ${seconds()} s\n`);
    shown = true;
  }, FIRST_LINE_AFTER * 1000);

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

/**
 * Runs a step of a check with progress. Prints its output if it failed, and then whether it passed and how long it took.
 * @param {string} name
 * @param {() => Promise<{ ok: boolean, output: string }>} run
 * @returns {Promise<boolean>} whether it passed
 */
export async function runStep(name, run) {
  const started = Date.now();
  const { ok, output } = await withProgress(name, run());
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  if (!ok) console.log(output.trimEnd());
  console.log(`${ok ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)`);
  return ok;
}
