import { parseArgs } from 'node:util';
import { z } from 'zod';
import { DEFAULT_PORT, type SandboxOptions } from './options.js';
import { DURATION_FORMAT, durationSchema } from './time/duration.js';

export const USAGE = `Usage: npm run sandbox -- [options]

  --port P              where to listen, ${DEFAULT_PORT} unless said; 0 takes any free port
  --host H              127.0.0.1 unless said
  --issue-delay D       from Issue to the tickets; a job on every fifth minute unless said
  --callback-delay D    from a redemption or refund to its callback; a daily job unless said
  --duplicates WHAT     refuse (unless said) or allow: a trade number that was used issues once more
  --require-payment     Issue refuses an order that was not paid here by one-time credit card
  --branch M=S,S        the branches (StoreID) of merchant M, which may then name no others; may be repeated
  --platform P=M,M      platform P acts for these merchants; may be repeated

A duration D is ${DURATION_FORMAT}.
Merchants beside ECPay's public test merchants: ECTICKET_MERCHANTS, or ECTICKET_MERCHANTS_FILE.`;

export interface CommandLine {
  readonly port: number;
  readonly host: string;
  readonly sandbox: SandboxOptions;
}

/** What is wrong with the arguments, in one sentence. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  readonly code = 'USAGE';
}

const port = z
  .string()
  .regex(/^\d{1,5}$/, 'a port is a number from 0 to 65535')
  .transform(Number)
  .pipe(z.int().max(65535, 'a port is a number from 0 to 65535'));

/** `M=S,S`, several times, as lists by what stands before the sign. */
const lists = z
  .array(z.string().regex(/^[0-9A-Za-z]{1,10}=[0-9A-Za-z]+(,[0-9A-Za-z]+)*$/, 'write MerchantID=value,value'))
  .transform((texts) => {
    const all: Record<string, string[]> = {};
    for (const text of texts) {
      const [name = '', values = ''] = text.split('=');
      all[name] = [...(all[name] ?? []), ...values.split(',')];
    }
    return all;
  });

const options = z.object({
  port: port.optional(),
  host: z.string().min(1, 'a host is a name or an address').optional(),
  'issue-delay': durationSchema.optional(),
  'callback-delay': durationSchema.optional(),
  duplicates: z.enum(['refuse', 'allow'], 'write refuse or allow').optional(),
  'require-payment': z.boolean().optional(),
  branch: lists.optional(),
  platform: lists.optional(),
});

/** Reads the arguments; `help` where they ask for it. @throws UsageError */
export function readCommandLine(args: readonly string[]): CommandLine | 'help' {
  const { help, ...values } = parse(args);
  if (help) return 'help';
  const result = options.safeParse(values);
  if (!result.success) {
    throw new UsageError(result.error.issues.map(({ path, message }) => `--${path.join('.')}: ${message}`).join('; '));
  }
  const given = result.data;
  return {
    port: given.port ?? DEFAULT_PORT,
    host: given.host ?? '127.0.0.1',
    sandbox: {
      ...(given['issue-delay'] !== undefined && { issueDelay: given['issue-delay'] }),
      ...(given['callback-delay'] !== undefined && { callbackDelay: given['callback-delay'] }),
      ...(given.duplicates && { duplicates: given.duplicates }),
      ...(given['require-payment'] && { requirePayment: true }),
      ...(given.branch && { branches: given.branch }),
      ...(given.platform && { platforms: given.platform }),
    },
  };
}

function parse(args: readonly string[]) {
  const text = { type: 'string' } as const;
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        port: text,
        host: text,
        'issue-delay': text,
        'callback-delay': text,
        duplicates: text,
        'require-payment': { type: 'boolean' },
        branch: { ...text, multiple: true },
        platform: { ...text, multiple: true },
        help: { type: 'boolean', short: 'h' },
      },
    });
    return values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : 'The arguments cannot be read.');
  }
}
