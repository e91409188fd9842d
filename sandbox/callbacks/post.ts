import { got } from 'got';

/** The response, or why there was none. */
export type PostOutcome = { readonly httpStatus: number; readonly body: string } | { readonly problem: string };

export interface Post {
  readonly url: string;
  readonly contentType: string;
  readonly body: string;
  /** How long to wait for the answer, in ms. */
  readonly answerTimeoutMs: number;
  readonly signal: AbortSignal;
}

/** The largest answer that is read, in bytes. Envelopes are much smaller. */
const MAX_ANSWER_BYTES = 64 * 1024;

/** Sends one POST request, as ECPay's server does: without redirects or retries. Never rejects. */
export async function post({ url, contentType, body, answerTimeoutMs, signal }: Post): Promise<PostOutcome> {
  const oversize = new AbortController();
  try {
    const request = got.post(url, {
      body,
      headers: { 'content-type': contentType, accept: 'text/html', 'user-agent': 'ecticket-sandbox' },
      timeout: { request: answerTimeoutMs },
      retry: { limit: 0 },
      followRedirect: false,
      throwHttpErrors: false,
      decompress: false,
      signal: AbortSignal.any([signal, oversize.signal]),
    });
    void request.on('downloadProgress', ({ transferred }) => {
      if (transferred > MAX_ANSWER_BYTES) oversize.abort();
    });
    const response = await request;
    return { httpStatus: response.statusCode, body: response.body };
  } catch (error) {
    if (oversize.signal.aborted) return { problem: `the answer has more than ${MAX_ANSWER_BYTES} bytes` };
    return { problem: error instanceof Error ? error.message : 'no answer' };
  }
}
