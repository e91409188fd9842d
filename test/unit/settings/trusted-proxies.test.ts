import { expect, test } from '@jest/globals';
import { readSettings } from '../../../settings/index.js';

test('no proxy is trusted unless the setting lists it', () => {
  expect(readSettings({}).trustedProxies).toEqual([]);
  expect(readSettings({ ECTICKET_TRUSTED_PROXIES: '10.0.0.7, 192.168.0.0/16,2001:db8::/32' }).trustedProxies).toEqual([
    '10.0.0.7',
    '192.168.0.0/16',
    '2001:db8::/32',
  ]);
});

test.each(['proxy.example', '10.0.0', '10.0.0.0/33', '10.0.0.0/', '::1/129', '0.0.0.0/0', '10.0.0.7 10.0.0.8'])(
  '%j is not a valid proxy',
  (proxy) => {
    expect(() => readSettings({ ECTICKET_TRUSTED_PROXIES: `10.0.0.7,${proxy}` })).toThrow(
      /ECTICKET_TRUSTED_PROXIES has an entry that is not an IP address or network: number 2\. Write the addresses/,
    );
  },
);
