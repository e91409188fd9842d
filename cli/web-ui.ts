/** Links into Temporal's Web UI. */
import type { Settings } from '../settings/index.js';

type WebUISettings = Pick<Settings, 'webUiUrl' | 'temporal'>;

/** Returns the link to a list of workflows by query, or undefined if the address of the Web UI is unknown. */
export function listLink(settings: WebUISettings, query: string): string | undefined {
  const workflows = workflowsUrl(settings);
  return workflows && `${workflows}?${new URLSearchParams({ query }).toString()}`;
}

/** Returns the link to the page of an order, or undefined if the address of the Web UI is unknown. */
export function orderLink(settings: WebUISettings, workflowId: string): string | undefined {
  const workflows = workflowsUrl(settings);
  return workflows && `${workflows}/${encodeURIComponent(workflowId)}`;
}

/** Whether the address is of Temporal Cloud, where search attributes are added with Temporal Cloud's own tools. */
export function isTemporalCloud(address: string): boolean {
  return /\.(tmprl\.cloud|api\.temporal\.io)(:\d+)?$/.test(address);
}

function workflowsUrl(settings: WebUISettings): string | undefined {
  const base = webUiUrlOf(settings);
  return base && `${base}/namespaces/${encodeURIComponent(settings.temporal.namespace)}/workflows`;
}

/**
 * The Web UI's address: the setting, or the known address of Temporal Cloud or of a development server, whose Web UI
 * listens a thousand ports above the server. Undefined for any other server.
 */
function webUiUrlOf({ webUiUrl, temporal }: WebUISettings): string | undefined {
  if (webUiUrl !== undefined) return webUiUrl;
  const [, host = '', port = '7233'] = /^(.*?)(?::(\d+))?$/.exec(temporal.address) ?? [];
  if (isTemporalCloud(temporal.address)) return 'https://cloud.temporal.io';
  return /^(127\.0\.0\.1|localhost)$/.test(host) ? `http://${host}:${Number(port) + 1000}` : undefined;
}
