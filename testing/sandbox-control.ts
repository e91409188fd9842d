import { pageUrl } from '../settings/installation.js';

/** A control of the sandbox refused the call. */
export class SandboxControlError extends Error {
  override readonly name = 'SandboxControlError';
  readonly code = 'SANDBOX_CONTROL';

  constructor(path: string, status: number, answer: string) {
    super(
      `The sandbox's control ${path} answered ${status}: ${answer}. ` +
        `${pageUrl('reference/sandbox.md#controls')} lists the controls.`,
    );
  }
}

/**
 * Calls the control API of the sandbox at `url`: `control(url, 'orders/CX1/redeem', { count: 1 })`.
 *
 * @throws SandboxControlError
 */
export async function control(url: string, path: string, body: object): Promise<unknown> {
  const response = await fetch(`${url}/_sandbox/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new SandboxControlError(path, response.status, await response.text());
  return await response.json();
}
