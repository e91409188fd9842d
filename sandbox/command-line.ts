import { parseArgs } from 'node:util';
import { z } from 'zod';
import { DEFAULT_PORT, type SandboxOptions } from './options.js';
import { DURATION_FORMAT, durationSchema } from './time/duration.js';

/** The part of `--help` below the usage line. */
export const OPTIONS_HELP = `
  --port P              port to listen on (default: ${DEFAULT_PORT}); 0 selects a free port
  --host H              host to listen on (default: 127.0.0.1)
  --issue-delay D       time from Issue to the tickets (default: a job every five minutes)
  --callback-delay D    time from a redemption or refund to its callback (default: a daily job)
  --duplicates WHAT     refuse (default) or allow a used trade number; allow issues tickets again
  --require-payment     Issue refuses an order that was not paid here by one-time credit card
  --store M=S,S        stores (StoreID) of merchant M, which can then use no others; repeatable
  --platform P=M,M      platform P acts for these merchants; repeatable

A duration D is ${DURATION_FORMAT}.
Set ECTICKET_MERCHANTS or ECTICKET_MERCHANTS_FILE to add merchants to ECPay's public test merchants.

Exit status:
  0  it was ended by a signal
  1  it cannot listen
  2  invalid options or settings`;

export interface CommandLine {
  readonly port: number;
  readonly host: string;
  readonly sandbox: SandboxOptions;
}

/** The arguments are invalid. The message is one sentence. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  readonly code = 'USAGE';
}

const port = z
  .string()
  .regex(/^\d{1,5}$/, 'a port is a number from 0 to 65535')
  .transform(Number)
  .pipe(z.int().max(65535, 'a port is a number from 0 to 65535'));

/** Parses repeated `M=S,S` options into a list per key. */
const lists = z
  .array(z.string().regex(/^[0-9A-Za-z]{1,10}=[0-9A-Za-z]+(,[0-9A-Za-z]+)*$/, 'use MerchantID=value,value'))
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
  duplicates: z.enum(['refuse', 'allow'], 'use refuse or allow').optional(),
  'require-payment': z.boolean().optional(),
  store: lists.optional(),
  platform: lists.optional(),
});

/** Parses the arguments. @returns The command line, or `help` if it was requested. @throws UsageError */
export function readCommandLine(args: readonly string[]): CommandLine | 'help' {
  const { help, ...values } = parse(args);
  if (help) return 'help';
  const result = options.safeParse(values);
  if (!result.success) {
    throw new UsageError(result.error.issues.map(({ path, message }) => `--${path.join('.')}: ${message}`).join('; '));
  }
  const parsed = result.data;
  return {
    port: parsed.port ?? DEFAULT_PORT,
    host: parsed.host ?? '127.0.0.1',
    sandbox: {
      ...(parsed['issue-delay'] !== undefined && { issueDelay: parsed['issue-delay'] }),
      ...(parsed['callback-delay'] !== undefined && { callbackDelay: parsed['callback-delay'] }),
      ...(parsed.duplicates && { duplicates: parsed.duplicates }),
      ...(parsed['require-payment'] && { requirePayment: true }),
      ...(parsed.store && { stores: parsed.store }),
      ...(parsed.platform && { platforms: parsed.platform }),
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
        store: { ...text, multiple: true },
        platform: { ...text, multiple: true },
        help: { type: 'boolean', short: 'h' },
      },
    });
    return values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : 'The arguments cannot be read.');
  }
}
