/**
 * `npm run api`: writes the public surface of every entry point to `api/<entry point>.api.md`. With `--check`, it
 * writes nothing and fails if a report differs. It reads the declarations in dist/: build first.
 */
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  CompilerState,
  ConsoleMessageId,
  Extractor,
  ExtractorConfig,
  ExtractorLogLevel,
} from '@microsoft/api-extractor';

const root = fileURLToPath(new URL('..', import.meta.url));
const isCheck = process.argv.includes('--check');
const { exports } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
const reports = join(root, 'api');
const temporary = join(root, '.cache', 'api');
await mkdir(reports, { recursive: true });
await mkdir(temporary, { recursive: true });

const configs = Object.entries(exports)
  .filter(([, path]) => path.endsWith('.js'))
  .map(([entry, path]) => configOf(entry === '.' ? 'main' : entry.slice(2), path));
const entryPoints = configs.map(({ mainEntryPointFilePath }) => mainEntryPointFilePath);
const compilerState = CompilerState.create(configs[0], { additionalEntryPoints: entryPoints.slice(1) });

let failures = 0;
for (const config of configs) {
  const options = { compilerState, localBuild: !isCheck, messageCallback: handleMessage };
  const { succeeded, apiReportChanged } = Extractor.invoke(config, options);
  if (!succeeded || (isCheck && apiReportChanged)) failures += 1;
}
await rm(temporary, { recursive: true, force: true });
if (failures > 0) {
  console.log('\nThe public surface differs from api/. If you intend this, run: npm run build && npm run api');
  process.exitCode = 1;
}

/** @param name the report's name */
function configOf(name, path) {
  return ExtractorConfig.prepare({
    packageJsonFullPath: join(root, 'package.json'),
    configObjectFullPath: undefined,
    configObject: {
      projectFolder: root,
      mainEntryPointFilePath: join(root, path.replace(/\.js$/, '.d.ts')),
      compiler: { tsconfigFilePath: join(root, 'tsconfig.build.json') },
      newlineKind: 'lf',
      apiReport: {
        enabled: true,
        reportFileName: `${name}.api.md`,
        reportFolder: reports,
        reportTempFolder: temporary,
        includeForgottenExports: true,
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      messages: {
        compilerMessageReporting: { default: { logLevel: 'none' } },
        extractorMessageReporting: { default: { logLevel: 'none' } },
        tsdocMessageReporting: { default: { logLevel: 'none' } },
      },
    },
  });
}

/** Prints what differs, and errors of the extractor. The text names the report. */
function handleMessage(message) {
  if (message.messageId === ConsoleMessageId.ApiReportNotCopied) console.log(message.text);
  message.handled = message.logLevel !== ExtractorLogLevel.Error;
}
