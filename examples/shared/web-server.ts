/** A Fastify server for pages with forms: style sheet, script, safe headers, and a check of where forms come from. */
import { readFile } from 'node:fs/promises';
import type { IncomingHttpHeaders } from 'node:http';
import { fastify, type FastifyBaseLogger, type FastifyInstance, type FastifyReply } from 'fastify';
import type { Html } from './html.js';

export interface WebServerOptions {
  /** The folder with `style.css` and `page.js`: `import.meta.url` of the example. */
  readonly folder: string;
  readonly logger?: FastifyBaseLogger;
}

/** Nothing from other servers is loaded, and no other page shows these pages in a frame. */
const HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy':
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src data:; form-action 'self'; " +
    "base-uri 'none'; frame-ancestors 'none'",
  'permissions-policy': 'camera=(self)',
  // With no-referrer, browsers would send "Origin: null" with forms.
  'referrer-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
};

const MAX_FORM_BYTES = 64 * 1024;

/** Creates the server. Handlers receive the body of a form as URLSearchParams, and answer with {@link sendPage}. */
export function createWebServer({ folder, logger }: WebServerOptions): FastifyInstance {
  const app = fastify({
    bodyLimit: MAX_FORM_BYTES,
    forceCloseConnections: true,
    ...(logger === undefined ? { logger: { level: 'warn' } } : { loggerInstance: logger }),
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) => {
    done(null, new URLSearchParams(body as string));
  });
  app.addHook('onRequest', async ({ method, headers }, reply) => {
    void reply.headers(HEADERS);
    if (method === 'POST' && !isSameOrigin(headers)) await reply.code(403).type('text/plain').send(OTHER_ORIGIN);
  });
  app.get('/base.css', async (_request, reply) => await sendFile(reply, import.meta.url, 'base.css', 'text/css'));
  app.get('/style.css', async (_request, reply) => await sendFile(reply, folder, 'style.css', 'text/css'));
  app.get('/page.js', async (_request, reply) => await sendFile(reply, folder, 'page.js', 'text/javascript'));
  return app;
}

/** Answers with a page. */
export function sendPage(reply: FastifyReply, { text }: Html, status = 200): FastifyReply {
  return reply.code(status).type('text/html; charset=utf-8').send(text);
}

const OTHER_ORIGIN = 'This form was sent from another website. Open the page itself and try again.\n';

/**
 * Whether a form was sent from a page of this server (CSRF). Browsers send Origin with every form. A reverse proxy must
 * pass the Host header on unchanged.
 */
function isSameOrigin({ origin, host }: IncomingHttpHeaders): boolean {
  return origin !== undefined && URL.canParse(origin) && new URL(origin).host === host;
}

async function sendFile(reply: FastifyReply, folder: string, name: string, type: string): Promise<FastifyReply> {
  return reply.type(`${type}; charset=utf-8`).send(await readFile(new URL(name, folder)));
}
