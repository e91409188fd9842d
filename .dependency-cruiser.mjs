/** Which module may import which. Every import that is not allowed here is an error. */

const MODULES = [
  'ecticket',
  'workflows',
  'activities',
  'workers',
  'client',
  'events',
  'sync',
  'callbacks',
  'nexus',
  'codec',
  'settings',
  'sandbox',
  'testing',
  'telemetry',
  'cli',
  'demo',
  'bench',
  'chaos',
  'examples',
  'scripts',
  'sdk',
  'site',
  'test',
];
/** What is published; demo, bench, chaos, examples, scripts and test are not. */
const PACKAGE =
  '^(index\\.ts$|(ecticket|workflows|activities|workers|client|events|sync|callbacks|nexus|codec|settings|sandbox|testing|sdk|telemetry|cli)/)';

/**
 * The parts of workflows/ and what each may import besides itself. `ticket-order.ts` and `index.ts` may import all of
 * them. docs/decisions/0037-layout-of-workflows.md has the same table.
 */
const WORKFLOW_PARTS = {
  'messages/': [],
  'state/': ['messages/'],
  'visibility/': ['messages/', 'state/'],
  'runtime/': ['messages/'],
  'order-run.ts': ['messages/', 'state/', 'visibility/'],
  'steps/': ['messages/', 'state/', 'runtime/', 'order-run.ts'],
  'handlers/': ['messages/', 'state/', 'runtime/', 'order-run.ts'],
  'background/': ['messages/', 'state/', 'runtime/', 'order-run.ts'],
  'child-order/': ['messages/', 'runtime/'],
  'bulk/': ['messages/'],
};

/**
 * A module may import itself and the modules listed, no other.
 *
 * @param but pattern of the files in the module that have rules of their own
 */
function moduleRule(module, allowed, { but } = {}) {
  const closed = MODULES.filter((other) => other !== module && !allowed.includes(other));
  return {
    name: `${module} imports only ${allowed.join(', ') || 'itself'}`,
    severity: 'error',
    from: { path: `^${module}/`, ...(but && { pathNot: but }) },
    to: { path: `^(index\\.ts$|(${closed.join('|')})/)` },
  };
}

/** A part of workflows/ may import itself and the parts listed, no other. */
function workflowRule([part, allowed]) {
  return {
    name: `workflows/${part} imports only ${allowed.join(', ') || 'itself'}`,
    severity: 'error',
    from: { path: `^workflows/${part}` },
    to: { path: '^workflows/', pathNot: `^workflows/(${[part, ...allowed].join('|')})` },
  };
}

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    ...Object.entries(WORKFLOW_PARTS).map(workflowRule),
    moduleRule('ecticket', []),
    moduleRule('codec', ['ecticket'], { but: '^codec/main\\.ts$' }),
    {
      name: 'of ecticket/, codec imports only the check of options',
      comment: 'it encrypts whatever Temporal passes',
      severity: 'error',
      from: { path: '^codec/', pathNot: '^codec/main\\.ts$' },
      to: { path: '^ecticket/', pathNot: '^ecticket/options/' },
    },
    moduleRule('sandbox', ['ecticket'], { but: '^sandbox/main\\.ts$' }),
    moduleRule('sdk', []),
    moduleRule('settings', ['ecticket', 'codec']),
    moduleRule('workflows', ['ecticket']),
    moduleRule('activities', ['ecticket', 'workflows']),
    moduleRule('client', ['ecticket', 'workflows', 'codec', 'sdk']),
    moduleRule('events', ['ecticket', 'workflows']),
    moduleRule('sync', ['client', 'events', 'ecticket', 'workflows']),
    moduleRule('telemetry', ['workflows', 'settings']),
    moduleRule('workers', ['activities', 'ecticket', 'workflows', 'codec', 'settings', 'telemetry', 'sdk'], {
      but: '^workers/(check-placement|bulk-activities)\\.ts$',
    }),
    {
      name: 'the check of child orders and what a bulk operation does to an order are those of the client',
      comment: 'the catalogue, numbers in another case, and what Temporal still has about an order',
      severity: 'error',
      from: { path: '^workers/(check-placement|bulk-activities)\\.ts$' },
      to: {
        path: '^(?!(workers|client|ecticket|workflows)/)[^/]+(\\.ts$|/)',
        pathNot: 'node_modules/',
        dependencyTypesNot: ['core'],
      },
    },
    moduleRule('callbacks', ['client', 'ecticket', 'workflows', 'sdk'], { but: '^callbacks/main\\.ts$' }),
    moduleRule('nexus', ['client', 'ecticket', 'workflows', 'codec']),
    {
      name: 'callers of the Nexus service load no client',
      comment: 'workflows import the service',
      severity: 'error',
      from: { path: '^nexus/(index|service|workflows/.*)\\.ts$' },
      to: { path: '^(?!nexus/)', pathNot: 'node_modules/', dependencyTypesNot: ['type-only'] },
    },
    moduleRule('cli', ['client', 'ecticket', 'workflows', 'codec', 'settings', 'workers']),
    moduleRule('testing', ['ecticket', 'workflows', 'client', 'workers', 'callbacks', 'sandbox', 'settings']),
    moduleRule('scripts', ['workflows', 'site']),
    moduleRule('site', []),
    {
      name: 'examples import only entry points of the package',
      comment: 'a merchant copies them, and imports the package by its name',
      severity: 'error',
      from: { path: '^examples/' },
      to: { path: `^(${MODULES.join('|')})/`, pathNot: '^(examples/|(codec/server|[a-z]+)/index\\.ts$)' },
    },
    {
      name: 'the command line loads no worker',
      comment: 'only the search attributes, the errors and the webhook: native code would make every command slow',
      severity: 'error',
      from: { path: '^cli/' },
      to: { path: '^workers/', pathNot: '^workers/(search-attribute-gaps|errors|webhook)\\.ts$' },
    },
    {
      name: 'the receiver as a process also reads settings',
      comment: 'and gives its client the codec; the rest of callbacks/ imports neither',
      severity: 'error',
      from: { path: '^callbacks/main\\.ts$' },
      to: { path: '^(index\\.ts$|(activities|workers|sandbox|testing|cli|demo|bench|chaos|scripts|test)/)' },
    },
    {
      name: 'the codec server as a process also reads settings',
      severity: 'error',
      from: { path: '^codec/main\\.ts$' },
      to: { path: '^(?!codec/|settings/)[^/]+(\\.ts$|/)', pathNot: 'node_modules/' },
    },
    {
      name: 'the sandbox as a process also reads settings',
      comment: 'the merchants that it serves',
      severity: 'error',
      from: { path: '^sandbox/main\\.ts$' },
      to: { path: '^(?!sandbox/|settings/|ecticket/)[^/]+(\\.ts$|/)', pathNot: 'node_modules/' },
    },
    {
      name: 'who encrypts loads no web server',
      comment: 'the codec server is an entry point of its own',
      severity: 'error',
      from: { pathNot: '^(codec/(server/|main\\.ts$)|demo/|chaos/|test/)' },
      to: { path: '^codec/(server/|main\\.ts$)' },
    },
    {
      name: 'what a web application bundles loads no worker',
      comment: 'native code, webpack',
      severity: 'error',
      from: { path: '^(index\\.ts|client/index\\.ts|callbacks/index\\.ts|sync/index\\.ts)$' },
      to: { path: '(node_modules/@temporalio/(worker|core-bridge)/|^workers/)', reachable: true },
    },
    {
      name: 'the package imports no sandbox, testing, cli, demo, bench, chaos, scripts or test',
      severity: 'error',
      from: { path: '^index\\.ts$' },
      to: { path: '^(sandbox|testing|cli|demo|bench|chaos|examples|scripts|test)/' },
    },
    {
      name: 'workflows import only types from other modules',
      comment:
        'Code that they import at run time is part of the bundle that every worker loads, and must be deterministic. ' +
        'ecticket/callback-address.ts is deterministic and imports nothing.',
      severity: 'error',
      from: { path: '^workflows/' },
      to: {
        path: '^(ecticket|activities)/',
        pathNot: '^ecticket/callback-address\\.ts$',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'workflows import no library but the SDK',
      severity: 'error',
      from: { path: '^workflows/' },
      to: { path: 'node_modules/', pathNot: 'node_modules/@temporalio/(workflow|common)/' },
    },
    {
      name: 'workflows import no Node API',
      severity: 'error',
      from: { path: '^workflows/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'only workers load workflow code',
      comment: 'the others import the messages, types included',
      severity: 'error',
      from: { path: '^(activities|client|sync|callbacks|nexus|cli|scripts|telemetry|testing)/' },
      to: { path: '^workflows/', pathNot: '^workflows/messages/' },
    },
    {
      name: 'ecticket and sandbox do not import Temporal',
      severity: 'error',
      from: { path: '^(ecticket|sandbox)/' },
      to: { path: 'node_modules/@temporalio/' },
    },
    {
      name: 'the package imports no development tool',
      severity: 'error',
      from: { path: PACKAGE },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only', 'npm-peer'] },
    },
    {
      name: 'every library is declared',
      severity: 'error',
      comment: 'an optional peer also has the type npm-no-pkg',
      from: {},
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['npm-peer'] },
    },
    { name: 'every import exists', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'no cycles',
      comment: 'type imports included',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
  ],
  options: {
    tsPreCompilationDeps: 'specify',
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    // test/package is a project of its own, which uses the packed package.
    exclude: {
      path: '^(dist|site/dist|site/\\.vitepress/\\.temp|\\.cache|test/package|examples/next-shop/\\.next)/',
    },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'types', 'node', 'default'] },
  },
};
