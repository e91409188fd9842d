/**
 * The manifests against Kubernetes's own schemas, in which no object may have a field that Kubernetes lacks. The
 * directory of the schemas is in KUBERNETES_SCHEMAS: PyPI's package kubernetes-validate has one per version.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import { components, hasKubectl, manifests, renderProduction, type Deployment, type Manifest } from './manifests.js';

const SCHEMAS = process.env['KUBERNETES_SCHEMAS'];
const whenChecked = SCHEMAS === undefined || !hasKubectl ? describe.skip : describe;
if (SCHEMAS === undefined)
  console.warn('KUBERNETES_SCHEMAS is not set: the manifests are not compared with the schemas of Kubernetes.');

/** Kinds that a cluster has only after somebody installed them. Their schemas are not those of Kubernetes. */
const CUSTOM_KINDS = ['ScaledObject', 'TriggerAuthentication', 'PodMonitor'];

function readSchema(name: string): Record<string, unknown> {
  const { $schema: _, ...schema } = JSON.parse(readFileSync(join(SCHEMAS ?? '', name), 'utf8')) as Record<
    string,
    unknown
  >;
  return schema;
}

/** Returns what is wrong with a manifest. */
function createCheck(): (manifest: Manifest) => Partial<ErrorObject>[] {
  const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false });
  ajv.addSchema(readSchema('_definitions.json'));
  const compiled = new Map<string, ValidateFunction>();
  return (manifest) => {
    const [version = '', group] = manifest.apiVersion.split('/').reverse();
    const name = [manifest.kind.toLowerCase(), ...(group === undefined ? [] : [group.split('.')[0]]), version].join(
      '-',
    );
    const validate = compiled.get(name) ?? ajv.compile(readSchema(`${name}.json`));
    compiled.set(name, validate);
    validate(manifest);
    return (validate.errors ?? []).map(({ instancePath, message = '', params }) => ({ instancePath, message, params }));
  };
}

whenChecked('the manifests conform to the schemas of Kubernetes', () => {
  const check = SCHEMAS === undefined ? () => [] : createCheck();
  const isKnown = ({ kind }: Manifest) => !CUSTOM_KINDS.includes(kind);

  test.each(['none', ...components])('as rendered with this component: %s', (component) => {
    const rendered = renderProduction((text) =>
      component === 'none' ? text : `${text}components: [../components/${component}]\n`,
    );
    expect(rendered.length).toBeGreaterThan(15);
    for (const manifest of rendered.filter(isKnown))
      expect({ name: manifest.metadata.name, errors: check(manifest) }).toEqual({
        name: manifest.metadata.name,
        errors: [],
      });
  });

  test.each(manifests.filter(isKnown).map((manifest) => [manifest.kind, manifest.metadata.name, manifest] as const))(
    'as written: %s %s',
    (_kind, _name, manifest) => {
      expect(check(manifest)).toEqual([]);
    },
  );

  test('and the schemas find a misspelt field and a wrong type', () => {
    const deployment = manifests.find(({ kind }) => kind === 'Deployment') as Deployment;
    const text = JSON.stringify(deployment);
    expect(check(JSON.parse(text.replace('"periodSeconds"', '"periodSecond"')) as Manifest)).toMatchObject([
      { instancePath: '/spec/template/spec/containers/0/startupProbe', params: { additionalProperty: 'periodSecond' } },
    ]);
    expect(
      check(
        JSON.parse(
          text.replace('"replicas":2', '"replicas":"2"').replace('"replicas":1', '"replicas":"1"'),
        ) as Manifest,
      ),
    ).toMatchObject([{ instancePath: '/spec/replicas', message: 'must be integer,null' }]);
  });
});
