import { expect, test } from '@jest/globals';
import { reportsTaskFailures } from '../../../cli/task-failures.js';
import { grpcError, stubTemporal } from '../../support/stub-temporal.js';

const PERMISSION_DENIED = 7;
const UNAVAILABLE = 14;

test('whether a server reports task failures is unknown to an account without access to the namespace', async () => {
  const client = stubTemporal({ otherwise: () => grpcError(PERMISSION_DENIED, 'Request unauthorized.') });
  await expect(reportsTaskFailures(client)).resolves.toBeUndefined();
});

test('a server that does not answer is an error', async () => {
  const client = stubTemporal({ otherwise: () => grpcError(UNAVAILABLE, 'connection refused') });
  await expect(reportsTaskFailures(client)).rejects.toMatchObject({ code: 'TEMPORAL_UNAVAILABLE' });
});
