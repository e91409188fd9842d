/** A function URL without AWS: invokes a handler with the events that Lambda would create. */
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import getRawBody from 'raw-body';

type Handler = (event: APIGatewayProxyEventV2) => Promise<APIGatewayProxyStructuredResultV2>;

export function toListener(handler: Handler): RequestListener {
  return (request, response) => {
    answer(handler, request, response).catch((error: unknown) => {
      console.error(error);
      // As Lambda answers when a handler fails.
      response.writeHead(502).end();
    });
  };
}

async function answer(handler: Handler, request: IncomingMessage, response: ServerResponse): Promise<void> {
  // Lambda refuses larger requests.
  const body = await getRawBody(request, { limit: '6mb' });
  const { statusCode = 200, headers, body: text } = await handler(createEvent(request, body));
  response.writeHead(statusCode, headers as Record<string, string>).end(text);
}

function createEvent({ method = 'GET', url = '/', headers }: IncomingMessage, body: Buffer): APIGatewayProxyEventV2 {
  const { pathname, search } = new URL(url, 'http://localhost');
  const text = Object.entries(headers).map(([name, value]) => [name, String(value)] as const);
  const now = new Date();
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: pathname,
    rawQueryString: search.slice(1),
    headers: Object.fromEntries(text),
    requestContext: {
      accountId: 'anonymous',
      apiId: 'local',
      domainName: 'local.lambda-url.ap-northeast-1.on.aws',
      domainPrefix: 'local',
      http: { method, path: pathname, protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: '' },
      requestId: 'local',
      routeKey: '$default',
      stage: '$default',
      time: now.toISOString(),
      timeEpoch: now.getTime(),
    },
    ...(body.length > 0 && { body: body.toString('base64') }),
    isBase64Encoded: true,
  };
}
