/**
 * `node scripts/prose/lint.mjs [file …]`: reports the words of words.yml in Markdown, and in comments and strings of
 * TypeScript and JavaScript; and those of names.yml in the names of files and in the names that they declare. Without
 * files it checks the whole clone except what not-yet.txt lists and the pages in Chinese.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { TextlintKernel } from '@textlint/kernel';
import markdown from '@textlint/textlint-plugin-markdown';
import prh from 'textlint-rule-prh';
import { proseOf } from './extract.mjs';
import { findingsInNames } from './names.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
/** The words are English. Names that a page in Chinese quotes are in its English twin too. */
const CHINESE = /\.zh-TW\.md$|^docs\/zh-TW\//;
/** What npm run site writes. */
const GENERATED_BY_SITE = /^site\/(api|dist|\.vitepress\/\.temp)\//;
const GENERATED = ['node_modules', 'dist', 'api', '.cache', '.git', 'coverage', 'test-artifacts', '.next'];

const files = process.argv.length > 2 ? process.argv.slice(2) : await filesToCheck();
const kernel = new TextlintKernel();
let findings = 0;
for (const file of files) {
  for (const { line, message } of await findingsIn(file)) {
    console.log(`${file}:${line} ${message}`);
    findings += 1;
  }
}
if (findings > 0) {
  console.log(
    `\n${findings} findings in ${files.length} files. words.yml and names.yml in scripts/prose have the words.`,
  );
  process.exitCode = 1;
}

async function findingsIn(file) {
  const text = await readFile(resolve(root, file), 'utf8');
  const isMarkdown = file.endsWith('.md');
  const { messages } = await kernel.lintText(isMarkdown ? text : proseOf(file, text), {
    ext: '.md',
    filePath: file,
    plugins: [{ pluginId: 'markdown', plugin: markdown.default ?? markdown }],
    rules: [
      {
        ruleId: 'prh',
        rule: prh.default ?? prh,
        options: {
          rulePaths: [fileURLToPath(new URL('words.yml', import.meta.url))],
          checkLink: true,
          checkBlockQuote: true,
          checkEmphasis: true,
        },
      },
    ],
  });
  return isMarkdown ? messages : [...messages, ...findingsInNames(relative(root, resolve(root, file)), text)];
}

async function filesToCheck() {
  const notYet = (await readFile(new URL('not-yet.txt', import.meta.url), 'utf8'))
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
  const top = await readdir(root, { withFileTypes: true });
  const found = await Promise.all(
    top
      .filter(({ name }) => !GENERATED.includes(name))
      .map(async (entry) => (entry.isDirectory() ? await below(entry.name) : [entry.name])),
  );
  return found
    .flat()
    .filter(
      (file) => /\.(md|tsx?|mjs)$/.test(file) && !CHINESE.test(file) && !notYet.some((path) => file.startsWith(path)),
    )
    .sort();
}

async function below(directory) {
  const entries = await readdir(join(root, directory), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath ?? entry.path, entry.name)))
    .filter((file) => !GENERATED_BY_SITE.test(file));
}
