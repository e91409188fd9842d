/**
 * `npm run test:newcomer`: follows the README and the tutorial in a copy of the repository, with the commands and the
 * code of these pages as they stand, until an order is settled. The default ports must be free. The last line counts
 * the steps.
 */
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { endGroup } from './process-group.mjs';
import { runStep } from './setup/progress.mjs';
import { collect, withoutHosts } from './setup/subprocess.mjs';

const START_LIMIT_MS = 120_000;
const SHUTDOWN_LIMIT_MS = 30_000;
/** The tutorial says that the callback comes after a second. */
const CALLBACK_LIMIT_MS = 60_000;

const root = fileURLToPath(new URL('..', import.meta.url));
const directory = await mkdtemp(join(tmpdir(), 'ecticket-newcomer-'));
const clone = join(directory, 'temporal-ecticket');
const project = join(directory, 'my-project');
/** The processes of the pages: each in a process group of its own, as in a terminal of its own. */
const processes = [];
const startedAt = Date.now();

const [readme, tutorial] = await Promise.all(['README.md', 'docs/tutorial/first-order.md'].map(readPage));
const code = readme.code('Your first order');
const [install] = readme.commands('Install');
const [start, doctor] = tutorial.commands('1. Start the processes');
const [run] = tutorial.commands('2. Place an order');
const [list] = tutorial.commands('3. Look at the order');
const [redeem] = tutorial.commands('4. See a callback');

/** The name of each step, and the function that runs it. Each step needs those before it. */
const STEPS = [
  ['copy the repository', copyRepository],
  ['README: install the package in a new project', () => shell(install, clone)],
  ['tutorial 1: start the processes', () => startProcesses(start)],
  ['tutorial 1: every part works', () => shell(doctor, clone)],
  ['tutorial 2: the first order is settled', () => settle(run, clone)],
  ['the same file in the project', () => settle('npx --yes tsx first-order.mts', project)],
  ['tutorial 3: the list has the order', findInList],
  ['tutorial 4: a callback', seeCallback],
];

for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void cleanUp().then(() => process.exit(1)));

let passed = 0;
try {
  for (const [name, step] of STEPS) {
    const ok = await runStep(name, async () => {
      const { ok, output } = await step();
      return { ok, output: withoutHosts(output) };
    });
    if (!ok) break;
    passed += 1;
  }
} finally {
  await cleanUp();
}
const failed = STEPS.length - passed;
if (failed === 0) console.log(`From the copy to the callback: ${Math.round((Date.now() - startedAt) / 1000)} s`);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;

/** Ends the processes, which the terminal's Ctrl-C does not reach, and deletes the copy. */
async function cleanUp() {
  for (const { pid } of processes) process.kill(-pid, 'SIGTERM');
  for (const { pid } of processes) await endGroup(pid, SHUTDOWN_LIMIT_MS);
  await rm(directory, { recursive: true, force: true });
}

/** Without what was built, and with the installed dependencies and Temporal, which would take most of the time. */
async function copyRepository() {
  await mkdir(clone);
  const files = 'tar --create --exclude=./{node_modules,dist,.cache,.git} . | tar --extract --directory="$1"';
  const copied = await collect('bash', ['-ec', files, 'bash', clone], { cwd: root });
  if (!copied.ok) return copied;
  const installed = 'cp -R node_modules "$1" && mkdir "$1/.cache" && cp -R .cache/temporal "$1/.cache"';
  return await collect('bash', ['-ec', installed, 'bash', clone], { cwd: root });
}

/** Reads the blocks of a page, by the heading of their section. */
async function readPage(path) {
  const text = await readFile(join(root, path), 'utf8');
  const sections = new Map(text.split(/^## /m).map((section) => [section.slice(0, section.indexOf('\n')), section]));
  const blocks = (heading, language) => {
    const section = sections.get(heading) ?? '';
    const found = [...section.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\``, 'gms'))].map(
      ([, block]) => block,
    );
    if (found.length === 0) throw new Error(`${path} has no ${language} block in the section "${heading}".`);
    return found;
  };
  return { code: (heading) => blocks(heading, 'ts')[0], commands: (heading) => blocks(heading, 'sh') };
}

function shell(commands, cwd) {
  return collect('bash', ['-ec', commands], { cwd });
}

/** Starts each line in a terminal of its own, and waits until all of them listen. */
async function startProcesses(commands) {
  const outputs = [];
  for (const command of commands.trim().split('\n')) {
    const child = spawn('bash', ['-c', `exec ${command}`], {
      cwd: clone,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    processes.push(child);
    const index = outputs.push('') - 1;
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => {
        outputs[index] += text;
      });
    }
    const until = Date.now() + START_LIMIT_MS;
    while (!outputs[index].includes('listening on http')) {
      if (child.exitCode !== null || Date.now() > until) return { ok: false, output: `${command}\n${outputs[index]}` };
      await sleep(100);
    }
  }
  return { ok: true, output: '' };
}

/** Saves the README's file in a folder, and runs it. */
async function settle(commands, cwd) {
  await writeFile(join(cwd, 'first-order.mts'), code);
  const { ok, stdout, output } = await shell(commands, cwd);
  return { ok: ok && stdout.trim().endsWith('\nsettled'), output };
}

async function findInList() {
  const { ok, output } = await shell(list, clone);
  return { ok: ok && /3085676\/FIRST\d+ .*settled/.test(output), output };
}

/** Places an order without redeeming it, redeems a ticket as a clerk, and waits until the order shows it. */
async function seeCallback() {
  const unredeemed = code.slice(0, code.indexOf('\nawait ecticket.redeem('));
  await writeFile(join(clone, 'first-order.mts'), unredeemed);
  const placed = await shell('npx tsx first-order.mts', clone);
  const listed = await shell(list, clone);
  const [, number] = /3085676\/(FIRST\d+) .*active/.exec(listed.output) ?? [];
  if (!placed.ok || number === undefined) return { ok: false, output: `${placed.output}\n${listed.output}` };
  const redeemed = await shell(redeem.replace(/FIRST\d+/, number), clone);
  if (!redeemed.ok) return redeemed;
  for (const until = Date.now() + CALLBACK_LIMIT_MS; ;) {
    const { ok, output } = await shell(`npm run -s ecticket -- order show 3085676/${number}`, clone);
    const isRedeemed = ok && /\bredeemed\b/.test(output);
    if (isRedeemed || Date.now() > until) return { ok: isRedeemed, output };
  }
}
