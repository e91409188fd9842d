import { got } from 'got';

/** What came back, or why nothing did. */
export type PostOutcome = { readonly httpStatus: number; readonly body: string } | { readonly problem: string };

export interface Post {
  readonly url: string;
  readonly contentType: string;
  readonly body: string;
  /** How long the answer may take, in ms. */
  readonly answerTimeoutMs: number;
  readonly signal: AbortSignal;
}

/** The largest answer that is read, in bytes: an envelope is a fraction of it. */
const SIZE_LIMIT = 64 * 1024;

/** Posts once, as ECPay's server does: no redirect is followed, nothing is repeated. Never rejects. */
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
      if (transferred > SIZE_LIMIT) oversize.abort();
    });
    const response = await request;
    return { httpStatus: response.statusCode, body: response.body };
  } catch (error) {
    if (oversize.signal.aborted) return { problem: `the answer has more than ${SIZE_LIMIT} bytes` };
    return { problem: error instanceof Error ? error.message : 'no answer' };
  }
}
