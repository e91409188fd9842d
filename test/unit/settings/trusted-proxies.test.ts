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

test.each(['128.0.0.0/1', '64.0.0.0/7', '::/1', '2000::/3', '::/8', '::/80', '::ffff:0:0/96', '::ffff:128.0.0.0/97'])(
  '%s is too large a network for proxies, because a list of such networks would trust every caller',
  (network) => {
    expect(() => readSettings({ ECTICKET_TRUSTED_PROXIES: `0.0.0.0/8,${network}` })).toThrow(
      /ECTICKET_TRUSTED_PROXIES has an entry that is too large a network: number 2\. Write the addresses/,
    );
  },
);

test.each(['10.0.0.0/8', 'fc00::/7', '::ffff:10.0.0.0/104', '::1'])('%s may be a proxy', (network) => {
  expect(readSettings({ ECTICKET_TRUSTED_PROXIES: network }).trustedProxies).toEqual([network]);
});
