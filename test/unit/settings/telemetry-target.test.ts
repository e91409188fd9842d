import { describe, expect, test } from '@jest/globals';
import { readSettings, SettingsError } from '../../../settings/index.js';

describe('ECTICKET_METRICS', () => {
  test.each([
    ['prometheus://0.0.0.0:9464', { to: 'prometheus', bindAddress: '0.0.0.0:9464' }],
    ['prometheus://0.0.0.0:9464/', { to: 'prometheus', bindAddress: '0.0.0.0:9464' }],
    ['prometheus://[::1]:9464', { to: 'prometheus', bindAddress: '[::1]:9464' }],
    ['http://collector:4318', { to: 'otlp', url: 'http://collector:4318/v1/metrics' }],
    ['https://otlp.example/shop/', { to: 'otlp', url: 'https://otlp.example/shop/v1/metrics' }],
  ])('may be %s', (text, target) => {
    expect(readSettings({ ECTICKET_METRICS: text }).metrics).toEqual(target);
  });

  test('and ECTICKET_TRACES are off by default', () => {
    expect(readSettings({})).not.toHaveProperty('metrics');
    expect(readSettings({})).not.toHaveProperty('traces');
  });

  test.each([
    'prometheus://localhost:9464',
    'prometheus://0.0.0.0',
    'prometheus://0.0.0.0:0',
    'prometheus://0.0.0.0:99999',
    'prometheus://me:secret@0.0.0.0:9464',
    'prometheus://0.0.0.0:9464/metrics',
    'prometheus:',
    'http://collector:4318/v1/metrics',
    'http://me:secret@collector:4318',
    'http://collector:4318?token=secret',
    'grpc://collector:4317',
    '9464',
    'yes',
  ])('cannot be %s', (text) => {
    expect(mistakeIn({ ECTICKET_METRICS: text })).toMatch(/^Invalid settings:\n- ECTICKET_METRICS [^\n]*$/);
  });
});

describe('ECTICKET_TRACES', () => {
  test('is the address of a collector', () => {
    const { traces } = readSettings({ ECTICKET_TRACES: 'http://127.0.0.1:4318' });
    expect(traces).toEqual({ url: 'http://127.0.0.1:4318/v1/traces' });
  });

  test.each(['prometheus://0.0.0.0:9464', 'http://127.0.0.1:4318/v1/traces', 'http://me:secret@127.0.0.1', 'on'])(
    'cannot be %s',
    (text) => {
      expect(mistakeIn({ ECTICKET_TRACES: text })).toMatch(/^Invalid settings:\n- ECTICKET_TRACES [^\n]*$/);
    },
  );
});

/** Returns the error message. Checks that it does not quote the setting. */
function mistakeIn(env: Record<string, string>): string {
  try {
    readSettings(env);
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    expect(error.message).not.toContain('secret');
    return error.message;
  }
  throw new Error('the settings were accepted');
}
