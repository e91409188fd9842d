import ts from 'typescript';

/** Ends each comment and each string, so that no phrase is found across two of them. */
const END = ' ¶';

/**
 * Returns the comments and the strings with blanks of a TypeScript or JavaScript file as Markdown. Every line of text
 * stays on its line, so that a finding has the line of the source.
 *
 * @param {string} file its name decides the language
 * @param {string} source its content
 * @returns {string}
 */
export function proseOf(file, source) {
  const literals = literalsOf(ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true));
  const prose = new Array(source.split('\n').length).fill('');
  const add = (start, text) => {
    const first = source.slice(0, start).split('\n').length - 1;
    text.split('\n').forEach((line, index, lines) => {
      const end = index === lines.length - 1 ? END : '';
      prose[first + index] += `${prose[first + index] === '' ? '' : ' '}${line.trim()}${end}`;
    });
  };
  for (const { start, text, isText } of literals) if (isText && /\S\s+\S/.test(text)) add(start, text);
  for (const { index, 0: comment } of withoutLiterals(source, literals).matchAll(/\/\*[\s\S]*?\*\/|\/\/.*/g)) {
    add(index, comment.replace(/^\/\*\*?|\*\/$|^\/\//g, '').replace(/^[ \t]*\* ?/gm, ''));
  }
  return prose.join('\n');
}

/** Strings, parts of templates, text in JSX and regular expressions. Comment signs within them begin no comment. */
function literalsOf(sourceFile) {
  const found = [];
  const visit = (node) => {
    if (
      ts.isStringLiteral(node) ||
      ts.isTemplateLiteralToken(node) ||
      ts.isJsxText(node) ||
      ts.isRegularExpressionLiteral(node)
    ) {
      const isText = !ts.isRegularExpressionLiteral(node);
      found.push({ start: node.getStart(sourceFile), end: node.end, text: node.text, isText });
    }
    ts.forEachChild(node, visit);
  };
  visit(sourceFile);
  return found;
}

function withoutLiterals(source, literals) {
  let rest = '';
  let at = 0;
  for (const { start, end } of literals) {
    rest += source.slice(at, start) + source.slice(start, end).replace(/[^\n]/g, ' ');
    at = end;
  }
  return rest + source.slice(at);
}
