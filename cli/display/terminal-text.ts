/**
 * Makes texts safe for a terminal. References, names and messages come from ECPay, from payment notifications and from
 * other systems: they must not move the cursor, set the window's title or hide what the command prints.
 */

/** Control characters except tab and line feed, and characters that change the reading direction. */
const UNSAFE = /(?![\t\n])\p{Cc}|[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu;

/** The codes with which this command sets colours and bold text (`colours.ts`). They cannot hide or move text. */
const ESCAPE = '\u001B';
const COLOUR = new RegExp(`(${ESCAPE}\\[(?:1|22|31|32|33|36|39|90)m)`);

/** Removes what could control the terminal, and keeps this command's colours. */
export function toTerminalText(text: string): string {
  // Splitting by a group keeps the colours, at odd indices.
  const parts = text.split(COLOUR);
  return parts.map((part, index) => (index % 2 === 1 ? part : part.replace(UNSAFE, ''))).join('');
}

/**
 * Formats a value as JSON, with escapes for the characters that could control the terminal.
 *
 * @param indent spaces per level; 0: one line
 */
export function toTerminalJson(value: unknown, indent = 2): string {
  const escape = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return JSON.stringify(value, undefined, indent).replace(UNSAFE, escape);
}
