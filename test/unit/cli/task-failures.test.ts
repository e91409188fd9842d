import { expect, test } from '@jest/globals';
import { reportsTaskFailures } from '../../../cli/task-failures.js';
import { grpcError, stubTemporal } from '../../support/stub-temporal.js';

const PERMISSION_DENIED = 7;
const UNAVAILABLE = 14;

test('for an account that may not read the namespace, it is unknown whether the server reports task failures', async () => {
  const client = stubTemporal({ otherwise: () => grpcError(PERMISSION_DENIED, 'Request unauthorized.') });
  await expect(reportsTaskFailures(client)).resolves.toBeUndefined();
});

test('a server that does not answer is an error', async () => {
  const client = stubTemporal({ otherwise: () => grpcError(UNAVAILABLE, 'connection refused') });
  await expect(reportsTaskFailures(client)).rejects.toMatchObject({ code: 'TEMPORAL_UNAVAILABLE' });
});
