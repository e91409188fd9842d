/** The pages of the public API: one page per entry point that package.json exports, from its declarations and TSDoc. */
import { join } from 'node:path';
import { Application, Comment, Converter, ReflectionKind } from 'typedoc';
import { API_PAGES, entryPoints, repository, revision, root } from './pages.mjs';

/**
 * Writes the pages.
 *
 * @returns {Promise<boolean>} false after an error or a warning, such as a `{@link}` to a name that does not exist
 */
export async function writeApiPages() {
  const [main, ...others] = entryPoints();
  // What two entry points export is described at the first of them. The main one exports what others export.
  const entries = [...others, main];
  const app = await Application.bootstrapWithPlugins({
    plugin: ['typedoc-plugin-markdown'],
    logLevel: 'Warn',
    entryPoints: entries.map(({ source }) => join(root, source)),
    out: join(root, API_PAGES),
    basePath: root,
    tsconfig: join(root, 'tsconfig.build.json'),
    skipErrorChecking: true, // `npm run check` compiles the package in another step
    readme: 'none',
    disableGit: true,
    sourceLinkTemplate: `${repository}/blob/${revision}/{path}#L{line}`,
    excludePrivate: true,
    excludeInternal: true,
    excludeExternals: true,
    sort: ['source-order'],
    validation: { notExported: false, invalidLink: true, notDocumented: false },
    outputFileStrategy: 'modules',
    flattenOutputFiles: true,
    entryFileName: 'index',
    hidePageHeader: true,
    hideBreadcrumbs: true,
    useHTMLAnchors: true,
    indexFormat: 'table',
    parametersFormat: 'table',
    interfacePropertiesFormat: 'table',
    classPropertiesFormat: 'table',
    typeAliasPropertiesFormat: 'table',
    enumMembersFormat: 'table',
    propertyMembersFormat: 'table',
    typeDeclarationFormat: 'table',
    pageTitleTemplates: {
      index: 'API',
      module: ({ name }) => entries.find((entry) => entry.name === name)?.title ?? name,
    },
  });
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    for (const module of project.getReflectionsByKind(ReflectionKind.Module)) {
      module.name = entries.find(({ source }) => source.replace(/(\/index)?\.ts$/, '') === module.name).name;
    }
  });
  app.converter.on(Converter.EVENT_RESOLVE_END, ({ project }) => {
    for (const { comment } of Object.values(project.reflections)) if (comment) joinThrows(comment);
  });
  const project = await app.convert();
  if (project === undefined) return false;
  app.validate(project);
  await app.generateOutputs(project);
  return !app.logger.hasErrors() && !app.logger.hasWarnings();
}

/** Replaces the errors of a function, a block each, by one block with a list. */
function joinThrows(comment) {
  const errors = comment.getTags('@throws');
  if (errors.length < 2) return;
  const [first] = errors;
  comment.blockTags = comment.blockTags.filter((tag) => tag === first || tag.tag !== '@throws');
  first.content = errors.flatMap(({ content }) => [
    { kind: 'text', text: '- ' },
    ...Comment.cloneDisplayParts(content),
    { kind: 'text', text: '\n' },
  ]);
}
