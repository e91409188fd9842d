import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { post } from '../../../sandbox/callbacks/post.js';

describe('a request that the sandbox posts', () => {
  const closing: (() => void)[] = [];
  afterEach(() => {
    for (const close of closing.splice(0)) close();
  });

  async function serverThat(listener: RequestListener): Promise<string> {
    const server = createServer(listener);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    closing.push(() => {
      server.close();
      server.closeAllConnections();
    });
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }
  const send = (url: string, answerTimeoutMs = 10_000, signal = new AbortController().signal) =>
    post({ url, contentType: 'text/plain', body: 'x', answerTimeoutMs, signal });

  test('fails if the answer takes longer than the timeout', async () => {
    await expect(send(await serverThat(() => undefined), 20)).resolves.toMatchObject({ problem: /20ms/ });
  });

  test('does not follow redirects', async () => {
    const url = await serverThat((_request, response) => response.writeHead(302, { location: '/other' }).end());
    await expect(send(url)).resolves.toEqual({ httpStatus: 302, body: '' });
  });

  test('fails if the answer is too large', async () => {
    const url = await serverThat((_request, response) => {
      const pour = () => response.destroyed || response.write('x'.repeat(10_000), () => setImmediate(pour));
      pour();
    });
    await expect(send(url)).resolves.toEqual({ problem: 'the answer has more than 65536 bytes' });
  });

  test('is cancelled when the sandbox closes', async () => {
    const controller = new AbortController();
    const url = await serverThat(() => controller.abort());
    await expect(send(url, 10_000, controller.signal)).resolves.toHaveProperty('problem');
  });

  test.each(['http://127.0.0.1:9', 'http://no-such-host.invalid', 'nonsense'])('never rejects: %s', async (url) => {
    await expect(send(url)).resolves.toHaveProperty('problem');
  });
});
