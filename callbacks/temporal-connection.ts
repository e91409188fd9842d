import {
  Connection,
  defaultGrpcRetryOptions,
  makeGrpcRetryInterceptor,
  type ConnectionOptions,
} from '@temporalio/client';

/** Two seconds in all. */
const ATTEMPTS = 5;

/**
 * A connection that is made when it is first needed, so that the order in which processes start does not matter. It
 * outlasts a blip; to repeat for longer is ECPay's part, and a call that is still to be repeated must not outlive the
 * connection.
 */
export function lazyConnection(options: ConnectionOptions): Connection {
  const retries = makeGrpcRetryInterceptor(defaultGrpcRetryOptions({ maxAttempts: ATTEMPTS }));
  return Connection.lazy({ ...options, interceptors: [retries] });
}
