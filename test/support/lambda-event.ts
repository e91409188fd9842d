/** An event as a Lambda function URL creates it: payload format 2.0, with every field of AWS's own sample. */
import type { APIGatewayProxyEventV2 } from 'aws-lambda';

const SAMPLE = `{
  "version": "2.0",
  "routeKey": "$default",
  "rawPath": "/path",
  "rawQueryString": "",
  "cookies": ["cookie1", "cookie2"],
  "headers": {
    "content-length": "53",
    "x-amzn-tls-cipher-suite": "ECDHE-RSA-AES128-GCM-SHA256",
    "x-amzn-tls-version": "TLSv1.2",
    "x-amzn-trace-id": "Root=1-5e6722a7-cc56xmpl46db7ae02d4da47e",
    "x-forwarded-proto": "https",
    "host": "r3pmxmplak.lambda-url.ap-northeast-1.on.aws",
    "x-forwarded-port": "443",
    "x-forwarded-for": "205.255.255.176",
    "accept": "*/*"
  },
  "requestContext": {
    "accountId": "anonymous",
    "apiId": "r3pmxmplak",
    "authentication": null,
    "authorizer": null,
    "domainName": "r3pmxmplak.lambda-url.ap-northeast-1.on.aws",
    "domainPrefix": "r3pmxmplak",
    "http": {
      "method": "POST",
      "path": "/path",
      "protocol": "HTTP/1.1",
      "sourceIp": "205.255.255.176",
      "userAgent": "Java/1.8.0_202"
    },
    "requestId": "e1506fd5-9e7b-434f-bd42-4f8fa224b599",
    "routeKey": "$default",
    "stage": "$default",
    "time": "28/Nov/2026:12:00:00 +0000",
    "timeEpoch": 1795867200000
  },
  "body": "",
  "pathParameters": null,
  "isBase64Encoded": false,
  "stageVariables": null
}`;

/** The event of a request. Without a body, the event has none. */
export function lambdaEvent(
  { path, headers, body }: { readonly path: string; readonly headers?: object; readonly body?: string },
  { base64 = false, method = 'POST' } = {},
): APIGatewayProxyEventV2 {
  const { body: _sample, ...event } = JSON.parse(SAMPLE) as APIGatewayProxyEventV2;
  const { requestContext } = event;
  return {
    ...event,
    rawPath: path,
    headers: { ...event.headers, ...headers },
    requestContext: { ...requestContext, http: { ...requestContext.http, method, path } },
    ...(body !== undefined && { body: base64 ? Buffer.from(body).toString('base64') : body }),
    isBase64Encoded: base64,
  };
}
