/** Parses where a process sends metrics and traces. */
import { isIP } from 'node:net';
import { z } from 'zod';
import { normalizeBaseUrl } from '../ecticket/environment.js';

/** Metrics served to Prometheus at `http://<bindAddress>/metrics`, or pushed by OTLP over HTTP to exactly `url`. */
export type MetricsTarget =
  { readonly to: 'prometheus'; readonly bindAddress: string } | { readonly to: 'otlp'; readonly url: string };

/** Traces pushed by OTLP over HTTP to exactly `url`. */
export interface TracesTarget {
  readonly url: string;
}

/** A problem of a text. The message completes a sentence that starts with the setting's name. */
class Problem extends Error {}

export const metricsTarget = z
  .string()
  .transform(reportingProblems((text) => (text.startsWith('prometheus:') ? prometheus(text) : otlpMetrics(text))));

export const tracesTarget = z
  .string()
  .transform(reportingProblems((text): TracesTarget => ({ url: otlpUrl(text, 'traces') })));

function prometheus(text: string): MetricsTarget {
  const { host, hostname, port } = URL.canParse(text) ? new URL(text) : { host: '', hostname: '', port: '' };
  const isAddress = isIP(hostname.replace(/^\[|\]$/g, '')) > 0 && Number(port) > 0;
  if (isAddress && text.replace(/\/$/, '') === `prometheus://${host}`) return { to: 'prometheus', bindAddress: host };
  throw new Problem('is not prometheus:// followed by an IP address of this machine and a port');
}

function otlpMetrics(text: string): MetricsTarget {
  return { to: 'otlp', url: otlpUrl(text, 'metrics') };
}

/** The setting contains the collector's address. OTLP adds a path per signal. */
function otlpUrl(text: string, kind: 'metrics' | 'traces'): string {
  const url = collectorUrl(text);
  if (/\/v1\/\w+$/.test(url)) throw new Problem('ends with the path of OTLP, which is added automatically');
  return `${url}/v1/${kind}`;
}

function collectorUrl(text: string): string {
  try {
    return normalizeBaseUrl(text);
  } catch {
    throw new Problem('is not an http or https address to which paths can be appended');
  }
}

/** Turns a thrown problem into an issue of zod. */
function reportingProblems<T>(read: (text: string) => T) {
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
