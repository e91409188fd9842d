/** Where a process says how it fares. */
import { isIP } from 'node:net';
import { z } from 'zod';
import { normalizeBaseUrl } from '../ecticket/environment.js';

/** Served to Prometheus at `http://<bindAddress>/metrics`, or pushed by OTLP over HTTP to exactly this address. */
export type MetricsTarget =
  { readonly to: 'prometheus'; readonly bindAddress: string } | { readonly to: 'otlp'; readonly url: string };

/** Pushed by OTLP over HTTP to exactly this address. */
export interface TracesTarget {
  readonly url: string;
}

/** What is wrong with a text; it continues the setting's name. */
class Problem extends Error {}

export const metricsTarget = z
  .string()
  .transform(telling((text) => (text.startsWith('prometheus:') ? prometheus(text) : otlpMetrics(text))));

export const tracesTarget = z.string().transform(telling((text): TracesTarget => ({ url: otlpUrl(text, 'traces') })));

function prometheus(text: string): MetricsTarget {
  const { host, hostname, port } = URL.canParse(text) ? new URL(text) : { host: '', hostname: '', port: '' };
  const isAddress = isIP(hostname.replace(/^\[|\]$/g, '')) > 0 && Number(port) > 0;
  if (isAddress && text.replace(/\/$/, '') === `prometheus://${host}`) return { to: 'prometheus', bindAddress: host };
  throw new Problem('is not prometheus:// with an IP address of this machine and a port');
}

function otlpMetrics(text: string): MetricsTarget {
  return { to: 'otlp', url: otlpUrl(text, 'metrics') };
}

/** A collector's address is written; OTLP has a path below it for each kind. */
function otlpUrl(text: string, kind: 'metrics' | 'traces'): string {
  const url = collectorUrl(text);
  if (/\/v1\/\w+$/.test(url)) throw new Problem('ends with a path of OTLP, which is added to it');
  return `${url}/v1/${kind}`;
}

function collectorUrl(text: string): string {
  try {
    return normalizeBaseUrl(text);
  } catch {
    throw new Problem('is not an http or https address that further paths can follow');
  }
}

function telling<T>(read: (text: string) => T) {
  return (text: string, context: z.RefinementCtx<string>): T => {
    try {
      return read(text);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      context.addIssue({ code: 'custom', message: error.message });
      return z.NEVER;
    }
  };
}
