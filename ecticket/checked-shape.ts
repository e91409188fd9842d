import type { z } from 'zod';
import { InvalidRequestError } from './errors/invalid-request-error.js';
import { examineShape, writePath } from './shape.js';

/** What was given, as the schema types it. `call` is the method or endpoint. @throws InvalidRequestError with every violation */
export function checkedShape<T>(schema: z.ZodType<T>, given: unknown, call: string): T {
  const { data, findings } = examineShape(schema, given);
  if (data !== undefined) return data;
  throw new InvalidRequestError(
    call,
    findings.map((finding) => ({ ...finding, path: writePath(finding.path) })),
  );
}
