import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';

/** An invalid request to a control, answered as `{ error: { code, message } }`. */
export class ControlError extends Error {
  override readonly name = 'ControlError';

  constructor(
    readonly statusCode: 400 | 404,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/**
 * Reads and validates the JSON body of a control. A missing body counts as `{}`. @throws ControlError that lists every
 * mistake
 */
export function bodyOf<Body>(request: FastifyRequest, schema: z.ZodType<Body>): Body {
  return validated(json(request.body), schema, 'INVALID_BODY');
}

/** Validates the query of a control's address. @throws ControlError that lists every mistake */
export function queryOf<Query>(request: FastifyRequest, schema: z.ZodType<Query>): Query {
  return validated(request.query, schema, 'INVALID_QUERY');
}

function validated<Value>(value: unknown, schema: z.ZodType<Value>, code: string): Value {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const mistakes = result.error.issues.map(({ path, message }) => [path.join('.'), message].filter(Boolean).join(': '));
  throw new ControlError(400, code, mistakes.join('; '));
}

/** Parses the body as any JSON value. @throws ControlError */
export function json(body: unknown): unknown {
  if (typeof body !== 'string' || body.trim() === '') return {};
  try {
    return JSON.parse(body);
  } catch {
    throw new ControlError(400, 'INVALID_JSON', 'The body is not JSON. Send an object such as {"count": 1}.');
  }
}
