/** What the sources of the package's workflows declare: workflow types, and the ids of changes behind `patched`. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import * as nexusWorkflows from '../../nexus/workflows/wait-for-tickets.js';
import * as orderWorkflows from '../../workflows/index.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** The folders of workflow code. */
const FOLDERS = ['workflows', join('nexus', 'workflows')];

/** Calls that record a change in the history, and calls that replay what such a call has recorded. */
const PATCH_CALLS = ['patched', 'deprecatePatch'];

/** The types of the workflows that the workers of a module run: the SDK runs every async function that it exports. */
const typesIn = (module: object): readonly string[] =>
  Object.entries(module).flatMap(([name, value]) => (isAsyncFunction(value) ? [name] : []));

/** The workflow types of the workers of orders, and those of the workers of the Nexus endpoint. */
export const WORKFLOW_TYPES = { orders: typesIn(orderWorkflows), nexus: typesIn(nexusWorkflows) } as const;

function isAsyncFunction(value: unknown): boolean {
  return typeof value === 'function' && value.constructor.name === 'AsyncFunction';
}

/** Returns the ids of all changes in the workflow code. */
export async function patchIds(): Promise<string[]> {
  const ids = new Set<string>();
  for (const folder of FOLDERS) {
    for (const file of await readdir(join(ROOT, folder), { recursive: true })) {
      if (!file.endsWith('.ts')) continue;
      const path = join(folder, file);
      for (const id of patchIdsIn(path, await readFile(join(ROOT, path), 'utf8'))) ids.add(id);
    }
  }
  return [...ids].sort();
}

/**
 * Returns the ids of the changes in a file.
 *
 * @throws Error if an id is neither a string nor a constant of the file
 */
export function patchIdsIn(file: string, source: string): string[] {
  const sourceFile = ts.createSourceFile(file, source, ts.ScriptTarget.Latest);
  const constants = new Map<string, string>();
  const ids: ts.Expression[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isVariableDeclaration(node) && ts.isIdentifier(node.name) && node.initializer !== undefined) {
      if (ts.isStringLiteral(node.initializer)) constants.set(node.name.text, node.initializer.text);
    }
    if (ts.isCallExpression(node) && PATCH_CALLS.includes(calledName(node))) ids.push(...node.arguments);
    ts.forEachChild(node, visit);
  };
  visit(sourceFile);
  return ids.map((id) => {
    const text = ts.isStringLiteral(id) ? id.text : ts.isIdentifier(id) ? constants.get(id.text) : undefined;
    if (text !== undefined) return text;
    throw new Error(`${file}: write the id of patched as a string or as a constant of this file.`);
  });
}

/** The name of the called function: `patched` of `patched('…')` and of `workflow.patched('…')`. */
function calledName({ expression }: ts.CallExpression): string {
  if (ts.isPropertyAccessExpression(expression)) return expression.name.text;
  return ts.isIdentifier(expression) ? expression.text : '';
}
