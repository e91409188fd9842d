/**
 * How this package is installed. Messages take from here how to start a process and where to read more: in the clone
 * there are npm scripts and pages, and in a project that has installed the package there are neither.
 */
import { createRequire } from 'node:module';
import { extname, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const PROGRAMS = {
  worker: 'workers/main',
  callbacks: 'callbacks/main',
  codec: 'codec/main',
  sandbox: 'sandbox/main',
} as const;

/** A program of this package that runs until it receives a signal. */
export type Program = keyof typeof PROGRAMS;

/** Returns the command that starts a program, or Temporal's development server, in the working directory. */
export function commandFor(program: Program | 'temporal'): string {
  const extension = extname(import.meta.url);
  if (extension === '.ts') return `npm run ${program}`;
  if (program === 'temporal') return 'temporal server start-dev';
  const file = fileURLToPath(new URL(`../${PROGRAMS[program]}${extension}`, import.meta.url));
  const path = relative('', file);
  return `node ${path.startsWith('..') ? file : path}`;
}

/** Returns the first line of a program's `--help`. */
export function usageOf(program: Program): string {
  const command = commandFor(program);
  return `Usage: ${command}${command.startsWith('npm run ') ? ' --' : ''} [options]`;
}

/** Returns the address of a page. @param path below docs/, such as `reference/settings.md` */
export function pageUrl(path: string): string {
  return `${manifest().homepage.replace(/#.*$/, '')}/blob/main/docs/${path}`;
}

export function packageVersion(): string {
  return manifest().version;
}

function manifest(): { readonly version: string; readonly homepage: string } {
  return createRequire(import.meta.url)('temporal-ecticket/package.json') as ReturnType<typeof manifest>;
}
