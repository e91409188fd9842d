import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import ts from 'typescript';
import { parse } from 'yaml';

const { entries, exceptions } = parse(await readFile(new URL('names.yml', import.meta.url), 'utf8'));
const replacements = new Map(entries.flatMap(({ found, write }) => found.map((word) => [word, write])));

/**
 * Finds the words of names.yml in the name of a file, and in the names that a TypeScript or JavaScript file declares:
 * of variables, parameters, functions, types and their members. Names that it only uses may be those of a library.
 *
 * @param {string} file its path from the root of the clone
 * @param {string} source its content
 * @returns {{ line: number, message: string }[]}
 */
export function findingsInNames(file, source) {
  const sourceFile = ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true);
  const findings = findingsIn(file, basename(file), 1);
  const visit = (node) => {
    const name = declaredName(node);
    if (name !== undefined) {
      const { line } = sourceFile.getLineAndCharacterOfPosition(name.getStart(sourceFile));
      findings.push(...findingsIn(file, name.text, line + 1));
    }
    ts.forEachChild(node, visit);
  };
  visit(sourceFile);
  return findings;
}

/** The name that a node declares. Quoted names are data, and imported ones belong to another file. */
function declaredName(node) {
  if (ts.isPropertyAccessExpression(node) || ts.isImportSpecifier(node) || ts.isExportSpecifier(node)) return undefined;
  const { name } = node;
  return name !== undefined && (ts.isIdentifier(name) || ts.isPrivateIdentifier(name)) ? name : undefined;
}

function findingsIn(file, name, line) {
  return partsOf(name)
    .filter((word) => replacements.has(word) && !isException(word, file))
    .map((word) => ({ line, message: `${word} (in ${name}) => ${replacements.get(word)}` }));
}

function isException(word, file) {
  return exceptions.some((exception) => exception.word === word && file.startsWith(exception.file));
}

/** Splits `ticketDeskOf`, `TICKET_DESK`, `URLDesk` and `ticket-desk.ts` into lower-case words. */
function partsOf(name) {
  const spaced = name.replace(/([a-z0-9])([A-Z])/g, '$1 $2').replace(/([A-Z])([A-Z][a-z])/g, '$1 $2');
  return spaced.toLowerCase().split(/[^a-z]+/);
}
