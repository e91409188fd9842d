/** HTML in which every inserted text is escaped. */

/** HTML that is safe to send. Only {@link html} creates it. */
export class Html {
  constructor(readonly text: string) {}
}

type Inserted = Html | string | number | undefined | readonly Html[];

/**
 * A template of HTML. It escapes each inserted value, also in quoted attributes, except HTML of another template.
 * Nothing is inserted for undefined.
 *
 * @example
 * html`<p title="${title}">${name}</p>`
 */
export function html(parts: TemplateStringsArray, ...values: readonly Inserted[]): Html {
  return new Html(String.raw({ raw: parts }, ...values.map(toText)));
}

function toText(value: Inserted): string {
  if (value === undefined) return '';
  if (value instanceof Html) return value.text;
  if (typeof value === 'object') return value.map(({ text }) => text).join('');
  return String(value).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** Renders a page with the style sheet and the script of its example. */
export function page(title: string, body: Html): Html {
  return html`<!DOCTYPE html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="/base.css" />
        <link rel="stylesheet" href="/style.css" />
        <script src="/page.js" defer></script>
      </head>
      <body>
        ${body}
      </body>
    </html> `;
}
