/** The layout of the checkout's pages. */

const STYLE = `
body { margin: 0; background: #f3f5f4; color: #1a1a1a; font: 1.05rem/1.5 system-ui, 'Noto Sans TC', sans-serif }
main { box-sizing: border-box; max-width: 32rem; margin: 2rem auto 0; padding: 1.5rem 2rem 2rem; background: #fff;
  border: 1px solid #d5dbd8; border-radius: .6rem }
h1 { margin: 0 0 1rem; font-size: 1.5rem; line-height: 1.25 } h2 { margin: 1.4rem 0 .5rem; font-size: 1.1rem }
dl { display: grid; grid-template-columns: minmax(7rem, auto) 1fr; gap: .3rem 1rem; align-items: baseline;
  margin: 0 }
dl + dl { margin-top: 1.2rem }
dt { color: #4c5752 } dd { margin: 0; overflow-wrap: anywhere }
ul { margin: 0; padding: 0; list-style: none } code { overflow-wrap: anywhere } form p { margin: 1rem 0 .3rem }
.amount { font-size: 1.3rem; font-weight: bold }
.note { padding: .6rem .8rem; background: #fff6e0; border-left: .3rem solid #b97a00 }
button, .button { display: block; box-sizing: border-box; width: 100%; margin: .8rem 0 0; padding: .7rem; font: inherit;
  text-align: center; text-decoration: none; color: #1a1a1a; background: #fff; border: 1px solid #76837c;
  border-radius: .4rem; cursor: pointer }
form p + button { margin-top: 0 }
.main { color: #fff; background: #14693b; border-color: #14693b; font-weight: bold }
button:focus-visible, .button:focus-visible { outline: 3px solid #1a63d8; outline-offset: 2px }
footer { max-width: 32rem; margin: 1rem auto 2rem; text-align: center; color: #4c5752; font-size: .9rem }`;

/** Renders a page. @param title Plain text. @param body HTML. */
export function page(title: string, body: string): string {
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)} · ECPay sandbox</title>
<style>${STYLE}
</style>
</head>
<body>
<main>
<h1>${escapeHtml(title)}</h1>
${body}
</main>
<footer>The sandbox simulates ECPay's checkout. No money moves.</footer>
</body>
</html>
`;
}

/** Escapes text for HTML, including quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
