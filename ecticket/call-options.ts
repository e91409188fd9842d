/** Options of every call to ECPay. */
export interface CallOptions {
  /** Aborts the call, which then throws the signal's reason. ECPay may have acted all the same. */
  readonly signal?: AbortSignal | undefined;
  readonly interceptor?: CallInterceptor | undefined;
}

/**
 * Wraps each HTTP request to ECPay, for rate limits, metrics and traces. It may wait before it calls `send`. Its result
 * and its error become those of the call. It does not run for a request that fails validation.
 *
 * @example
 * const interceptor: CallInterceptor = async ({ endpoint }, send) => {
 *   await rateLimiter.wait(endpoint);
 *   return await send();
 * };
 */
export type CallInterceptor = <T>(request: ProviderRequest, send: () => Promise<T>) => Promise<T>;

export interface ProviderRequest {
  /** The name on ECPay's pages, such as `QueryIssueResult`. */
  readonly endpoint: string;
  readonly merchantId: string;
}

/** Sends the request without doing anything else. */
export const noInterceptor: CallInterceptor = (_request, send) => send();
