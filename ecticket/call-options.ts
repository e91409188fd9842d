/** Every call may be given up; it then ends with the signal's own reason, and ECPay may have acted. */
export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
  readonly interceptor?: CallInterceptor | undefined;
}

/**
 * Makes one HTTP request to ECPay when it may be sent, and sees how it ends: for rate limits, metrics and traces. Its
 * result and its error are the call's. Not asked for a call that sends nothing because it is refused here.
 */
export type CallInterceptor = <T>(request: ProviderRequest, make: () => Promise<T>) => Promise<T>;

export interface ProviderRequest {
  /** As ECPay's pages call it, such as `QueryIssueResult`. */
  readonly endpoint: string;
  readonly merchantId: string;
}

/** Nobody looks on. */
export const noInterceptor: CallInterceptor = (_request, make) => make();
