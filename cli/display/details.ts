import { grey } from './colours.js';

/** Names and what they say, a line each; what says nothing has no line. Further lines of a text are indented like it. */
export function details(entries: readonly (readonly [label: string, text: string | undefined])[]): string {
  const told = entries.filter(([, text]) => text !== undefined && text !== '');
  const width = Math.max(...told.map(([label]) => label.length)) + 2;
  return told
    .map(([label, text = '']) => `${grey(label.padEnd(width))}${text.replaceAll('\n', `\n${' '.repeat(width)}`)}`)
    .join('\n');
}
