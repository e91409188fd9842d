/** Requests around hostile bodies: methods, paths, headers, encodings and framings that break the rules too. */
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import type { Body } from './bodies.js';
import type { RawRequest } from './exchange.js';

export interface HostileRequest extends RawRequest {
  /** For the report of a failure. */
  readonly what: string;
}

export interface RequestParts {
  readonly paths: readonly string[];
  readonly bodies: fc.Arbitrary<Body>;
  /** Headers that the target needs to read a body, such as a token. Each line without its end. */
  readonly headers: fc.Arbitrary<readonly string[]>;
}

/** Generates requests to a target. */
export function hostileRequests({ paths, bodies, headers }: RequestParts): fc.Arbitrary<HostileRequest> {
  return fc
    .record({
      method: fc.oneof({ weight: 12, arbitrary: fc.constant('POST') }, fc.constantFrom(...METHODS)),
      path: fc.oneof({ weight: 12, arbitrary: fc.constantFrom(...paths) }, oddPath(paths)),
      headers,
      oddHeaders: fc.oneof(
        { weight: 3, arbitrary: fc.constant([]) },
        fc.array(fc.constantFrom(...ODD_HEADERS), { maxLength: 3 }),
      ),
      encoding: fc.oneof(
        { weight: 6, arbitrary: fc.constant(undefined) },
        fc.constantFrom(...Object.values(ENCODINGS)),
      ),
      body: fc.oneof({ weight: 40, arbitrary: bodies }, fc.constantFrom(...BOMBS)),
      framing: fc.oneof({ weight: 10, arbitrary: fc.constant('length' as const) }, fc.constantFrom(...FRAMINGS)),
    })
    .map(({ method, path, headers: own, oddHeaders, encoding, body, framing }) => {
      const { lines, bytes, halfClose } = frame(framing, encoding?.compress(body.bytes) ?? body.bytes);
      const encodings = [body.encoding, encoding?.name].filter((name) => name !== undefined).join(', ');
      const encodingLine = encodings === '' ? [] : [`Content-Encoding: ${encodings}`];
      const head = [`${method} ${path} HTTP/1.1`, 'Host: localhost', 'Connection: close', ...own];
      const all = [...head, ...encodingLine, ...oddHeaders, ...lines].join('\r\n');
      const request = { halfClose, bytes: Buffer.concat([Buffer.from(`${all}\r\n\r\n`, 'latin1'), bytes]) };
      const what = [body.what, framing, encodings].join(' ').trim();
      return describe(request, what);
    });
}

/** fast-check prints a request as its description: a body may have megabytes. */
function describe(request: RawRequest, what: string): HostileRequest {
  const { bytes } = request;
  const text = `${what} (${bytes.length} bytes): ${JSON.stringify(bytes.subarray(0, 600).toString('latin1'))}`;
  return Object.defineProperty({ ...request, what: text }, fc.toStringMethod, { value: () => text, enumerable: false });
}

const METHODS = [
  ...['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'CONNECT', 'PROPFIND', 'M-SEARCH', 'QUERY'],
  ...['post', 'POST\0', 'P'.repeat(5000), '', '*', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\nPOST'],
];

function oddPath(paths: readonly string[]): fc.Arbitrary<string> {
  const known = fc.constantFrom(...paths);
  return fc.oneof(
    known.map((path) => `${path}?${'a=1&'.repeat(2000)}`),
    known.map((path) => `${path}?__proto__[x]=1&constructor=2&%00=%ff`),
    known.map((path) => `/${path}/..//.%2e/`),
    known.map((path) => path.replace(/.$/, (last) => `%${last.charCodeAt(0).toString(16)}`)),
    known.map((path) => `http://attacker.example${path}`),
    known.map((path) => `${path}\0`),
    fc.constantFrom(
      '*',
      '/',
      '//',
      '/%',
      '/%00',
      '/%ff',
      '/__proto__',
      '/../../etc/passwd',
      `/${'a'.repeat(20_000)}`,
      'x',
    ),
  );
}

const ODD_HEADERS = [
  ...['application/json', 'application/x-www-form-urlencoded', 'text/plain', 'multipart/form-data', 'image/png'],
  ...['application/json; charset=utf-7', 'application/json; charset=utf-16', '', ';;;', '__proto__', 'a'.repeat(5000)],
]
  .map((type) => `Content-Type: ${type}`)
  .concat(
    ...['Expect: 100-continue', 'Expect: the unexpected', 'Upgrade: websocket', 'Connection: upgrade'],
    ...['X-Forwarded-For: 203.0.113.9, __proto__', 'X-Forwarded-Host: [', 'Host: attacker.example', 'Origin: null'],
    ...['__proto__: x', 'constructor: x', 'Cookie: __proto__=1; a=\xff', 'Range: bytes=0-', 'Trailer: Content-Length'],
    ...['Folded: a\r\n b', 'No colon', 'Space : x', 'NUL: \0', `Large: ${'a'.repeat(20_000)}`, 'TE: trailers'],
    Array.from({ length: 2500 }, (_, index) => `X-${index}: x`).join('\r\n'),
  );

const ENCODINGS = {
  gzip: { name: 'gzip', compress: (bytes: Buffer) => gzipSync(bytes) },
  deflate: { name: 'deflate', compress: (bytes: Buffer) => deflateSync(bytes) },
  br: { name: 'br', compress: (bytes: Buffer) => brotliCompressSync(bytes, FAST_BROTLI) },
  // The body is not what the header says.
  lie: { name: 'gzip', compress: (bytes: Buffer) => bytes },
  unknown: { name: 'zstd, __proto__', compress: (bytes: Buffer) => bytes },
};
const FAST_BROTLI = { params: { 1: 1 } };

/** Sixty kilobytes, or a few hundred bytes, that become 64 MiB. */
const ZEROS = Buffer.alloc(64 * 1024 * 1024);
const BOMBS: readonly Body[] = [
  { what: 'a bomb', encoding: 'gzip', bytes: gzipSync(ZEROS) },
  { what: 'a bomb', encoding: 'gzip, gzip', bytes: gzipSync(gzipSync(ZEROS)) },
  { what: 'a bomb', encoding: 'deflate', bytes: deflateSync(ZEROS) },
  { what: 'a bomb', encoding: 'br', bytes: brotliCompressSync(ZEROS, FAST_BROTLI) },
];

const FRAMINGS = ['chunked', 'tinyChunks', 'announcesMore', 'announcesLess', 'twoLengths', 'both', 'badChunk'] as const;
type Framing = 'length' | (typeof FRAMINGS)[number];

/** How the end of the body is announced. Half-closed if the server would wait for more. */
function frame(framing: Framing, bytes: Buffer): { lines: string[]; bytes: Buffer; halfClose: boolean } {
  const { length } = bytes;
  switch (framing) {
    case 'length':
      return { lines: [`Content-Length: ${length}`], bytes, halfClose: false };
    case 'chunked':
      return { lines: [CHUNKED], bytes: chunks([bytes]), halfClose: false };
    case 'tinyChunks': {
      const start = [...bytes.subarray(0, 200)].map((byte) => Buffer.of(byte));
      return { lines: [CHUNKED], bytes: chunks([...start, bytes.subarray(200)]), halfClose: false };
    }
    case 'announcesMore':
      return { lines: [`Content-Length: ${length + 10}`], bytes, halfClose: true };
    case 'announcesLess':
      return { lines: [`Content-Length: ${Math.floor(length / 2)}`], bytes, halfClose: true };
    case 'twoLengths':
      return { lines: [`Content-Length: ${length}`, `Content-Length: ${length + 1}`], bytes, halfClose: true };
    case 'both':
      return { lines: [`Content-Length: ${length}`, CHUNKED], bytes: chunks([bytes]), halfClose: true };
    case 'badChunk':
      return { lines: [CHUNKED], bytes: Buffer.concat([Buffer.from('-1;\r\n'), bytes]), halfClose: true };
  }
}

const CHUNKED = 'Transfer-Encoding: chunked';

function chunks(parts: readonly Buffer[]): Buffer {
  const lines = parts
    .filter(({ length }) => length > 0)
    .flatMap((part) => [Buffer.from(`${part.length.toString(16)}\r\n`), part, Buffer.from('\r\n')]);
  return Buffer.concat([...lines, Buffer.from('0\r\n\r\n')]);
}
