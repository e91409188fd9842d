/** Lambda's payload format 2.0, of function URLs and HTTP APIs, as the web's Request and Response. */
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';

/** Bodies whose content type is not text arrive in base64. */
export function toRequest(event: APIGatewayProxyEventV2): Request {
  const { rawPath, headers, body, isBase64Encoded, requestContext } = event;
  const { method } = requestContext.http;
  // The web allows these methods no body.
  const hasBody = body !== undefined && method !== 'GET' && method !== 'HEAD';
  return new Request(`https://${requestContext.domainName}${rawPath}`, {
    method,
    headers: Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
    ...(hasBody && { body: Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8') }),
  });
}

export async function toResult(response: Response): Promise<APIGatewayProxyStructuredResultV2> {
  return {
    statusCode: response.status,
    headers: Object.fromEntries(response.headers),
    body: await response.text(),
  };
}
