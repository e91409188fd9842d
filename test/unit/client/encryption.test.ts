import { expect, test } from '@jest/globals';
import { Client, Connection } from '@temporalio/client';
import { randomBytes } from 'node:crypto';
import { ECTicketClient } from '../../../client/index.js';
import { CodecKeysNeededError, encryptedDataConverter, parseCodecKeys } from '../../../codec/index.js';
import { MerchantRegistry, STAGE_MERCHANTS } from '../../../ecticket/index.js';

const merchants = new MerchantRegistry(STAGE_MERCHANTS);
const dataConverter = encryptedDataConverter(parseCodecKeys(`k1:${randomBytes(32).toString('base64')}`));

/** Never connects, because the tests make no calls. */
const connection = Connection.lazy({ address: '127.0.0.1:1' });

test.each(['stage', 'production'] as const)(
  'in the %s environment the client refuses to start without payload encryption',
  (environment) => {
    const client = new Client({ connection });
    expect(() => new ECTicketClient({ client, merchants, environment })).toThrow(CodecKeysNeededError);
  },
);

test.each(['stage', 'production'] as const)(
  'in the %s environment the client starts with payload encryption',
  (environment) => {
    const client = new Client({ connection, dataConverter });
    expect(() => new ECTicketClient({ client, merchants, environment })).not.toThrow();
  },
);

test('in the sandbox the client starts without payload encryption', () => {
  const client = new Client({ connection });
  expect(() => new ECTicketClient({ client, merchants, environment: 'sandbox' })).not.toThrow();
});
