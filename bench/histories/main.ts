/**
 * `npm run histories`: records a history of every road of the workflows, which every later version must replay, in
 * test/histories/<version>/. Exits with 0, 1 if a road failed, and 2 for invalid options.
 */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import packageJson from '../../package.json' with { type: 'json' };
import { parseOptions, runCommand } from '../../scripts/command.js';
import { installQuietRuntime } from '../measure/quiet-logger.js';
import { recordHistories } from './record.js';

const USAGE = `Usage: npm run histories [-- --missing]

Records a history of every road of the workflows, plain and encrypted, and saves them in test/histories/<version>/.
The version is that of package.json. Histories of a released version are never recorded again.

  --missing  record only the roads without a history, and keep all recorded files
  --help     show this help`;

const ROOT = new URL('../..', import.meta.url).pathname;

process.exit(await runCommand(process.argv.slice(2), { usage: USAGE, readOptions, run: record }));

interface Options {
  readonly missing: boolean;
}

function readOptions(args: readonly string[]): Options | 'help' {
  const { help, missing } = parseOptions(args, {
    help: { type: 'boolean', short: 'h', default: false },
    missing: { type: 'boolean', default: false },
  });
  return help ? 'help' : { missing };
}

async function record({ missing }: Options): Promise<number> {
  const { version } = packageJson;
  if (await isReleased(version)) {
    console.error(
      `Version ${version} is released: orders of merchants run on it, so its histories stay as they are. ` +
        'Set the next version in package.json and run the command again.',
    );
    return 1;
  }
  installQuietRuntime();
  for (const kind of ['plain', 'encrypted'] as const) {
    const directory = join('test', 'histories', version, kind);
    console.log(`Recording ${directory}: this takes about a minute.`);
    const options = { encrypted: kind === 'encrypted', onlyMissing: missing };
    const { files, bytes } = await recordHistories(join(ROOT, directory), options);
    console.log(`${files} histories, ${Math.round(bytes / 1024)} KiB.`);
  }
  return 0;
}

/** A version is released when it has a tag. */
async function isReleased(version: string): Promise<boolean> {
  const { stdout } = await promisify(execFile)('git', ['tag', '--list', `v${version}`], { cwd: ROOT });
  return stdout !== '';
}
