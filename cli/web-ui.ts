/** Addresses in Temporal's Web UI. */
import type { Settings } from '../settings/index.js';
import { isCloud } from './add-search-attributes.js';

type Place = Pick<Settings, 'webUiUrl' | 'temporal'>;

/**
 * Where the Web UI is: as the settings say, or where a development server (a thousand ports above its own) and Temporal
 * Cloud have theirs. Undefined where that cannot be known.
 */
function webUiOf({ webUiUrl, temporal }: Place): string | undefined {
  if (webUiUrl !== undefined) return webUiUrl;
  const [, host = '', port = '7233'] = /^(.*?)(?::(\d+))?$/.exec(temporal.address) ?? [];
  if (isCloud(temporal.address)) return 'https://cloud.temporal.io';
  return /^(127\.0\.0\.1|localhost)$/.test(host) ? `http://${host}:${Number(port) + 1000}` : undefined;
}

/** A list of workflows by query; undefined where the Web UI's place is not known. */
export function listLink(place: Place, query: string): string | undefined {
  const workflows = workflowsOf(place);
  return workflows && `${workflows}?${new URLSearchParams({ query }).toString()}`;
}

/** The page of one order. */
export function orderLink(place: Place, workflowId: string): string | undefined {
  const workflows = workflowsOf(place);
  return workflows && `${workflows}/${encodeURIComponent(workflowId)}`;
}

function workflowsOf(place: Place): string | undefined {
  const base = webUiOf(place);
  return base && `${base}/namespaces/${encodeURIComponent(place.temporal.namespace)}/workflows`;
}
