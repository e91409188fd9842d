import { afterEach, expect, test } from '@jest/globals';
import { environmentOf } from '../../../demo/parts/environment.js';

const EXPORTED = { TEMPORAL_ADDRESS: 'my.cloud:7233', TEMPORAL_API_KEY: 'secret', ECTICKET_ENV: 'production' };

afterEach(() => {
  for (const name of Object.keys(EXPORTED)) Reflect.deleteProperty(process.env, name);
});

test("the demo's processes do not inherit a developer's own settings", () => {
  Object.assign(process.env, EXPORTED);
  const environment = environmentOf({ ECTICKET_BASE_URL: 'http://127.0.0.1:4600' });
  const settings = Object.keys(environment).filter((name) => /^(TEMPORAL|ECTICKET)_/.test(name));
  expect(settings.filter((name) => name !== 'TEMPORAL_CLI_PATH').sort()).toEqual([
    'ECTICKET_BASE_URL',
    'TEMPORAL_CONFIG_FILE',
  ]);
  expect(environment['PATH']).toBe(process.env['PATH']);
});
