/**
 * `npm run test:browser [-- pattern or options of jest]`: tests the sandbox's checkout and the demo's orders in
 * Temporal's Web UI, in a real Chromium. Like `npm test`, it ends with the numbers of passed and failed tests.
 */
import { findOnPath } from './setup/temporal-binaries.mjs';
import { SetupError } from './setup/setup-error.mjs';
import { collect } from './setup/subprocess.mjs';

const PROGRAMS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

const HOW_TO_INSTALL = `The browser tests need Chromium or Chrome.
None of ${PROGRAMS.join(', ')} is on PATH, and CHROMIUM_PATH is not set.
Debian:  apt-get install chromium
Ubuntu:  snap install chromium
Fedora:  dnf install chromium
macOS:   brew install --cask google-chrome, then
         export CHROMIUM_PATH='/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'`;

process.env['CHROMIUM_PATH'] = await findChromium();
process.argv.splice(2, 0, '--config=test/browser/jest.config.mjs');
await import('./test.mjs');

/** Returns the path of Chromium and prints it. @throws SetupError, which says how to install Chromium */
async function findChromium() {
  const path = process.env['CHROMIUM_PATH'] || (await firstOnPath());
  if (path === undefined) throw new SetupError(HOW_TO_INSTALL);
  const { ok, stdout, output } = await collect(path, ['--version']);
  if (!ok)
    throw new SetupError(`${output.trim()}\n\n${path} cannot be run. Set CHROMIUM_PATH to a Chromium, or unset it.`);
  console.error(`Chromium: ${path} (${stdout.trim()})`);
  return path;
}

async function firstOnPath() {
  for (const program of PROGRAMS) {
    const path = await findOnPath(program);
    if (path !== undefined) return path;
  }
  return undefined;
}
