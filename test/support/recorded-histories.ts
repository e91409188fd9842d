/** The histories that `npm run histories` has recorded (test/histories). */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RecordedHistory } from '../../bench/histories/record.js';

const ROOT = fileURLToPath(new URL('../histories', import.meta.url));

export interface HistoryFolder {
  /** The version of this package whose workers ran the orders. */
  readonly version: string;
  readonly kind: 'plain' | 'encrypted';
}

export interface HistoryFile extends RecordedHistory {
  /** The file's name without its extension: the road, and the number of its run from the second on. */
  readonly name: string;
}

/** The folders of every version, oldest names first. */
export async function historyFolders(): Promise<HistoryFolder[]> {
  const versions = await readdir(ROOT);
  return versions.sort().flatMap((version) => [
    { version, kind: 'plain' as const },
    { version, kind: 'encrypted' as const },
  ]);
}

export async function readHistories({ version, kind }: HistoryFolder): Promise<HistoryFile[]> {
  const folder = join(ROOT, version, kind);
  const files = (await readdir(folder)).sort();
  return await Promise.all(
    files.map(async (file) => ({
      name: file.replace(/\.json$/, ''),
      ...(JSON.parse(await readFile(join(folder, file), 'utf8')) as RecordedHistory),
    })),
  );
}

/** The fields of an event that the tests read. */
interface EventJson {
  readonly workflowExecutionStartedEventAttributes?: { readonly workflowType: { readonly name: string } };
  readonly markerRecordedEventAttributes?: {
    readonly markerName: string;
    readonly details: Readonly<Record<string, { readonly payloads: readonly { readonly data: string }[] }>>;
  };
}

export function workflowTypeOf({ history }: RecordedHistory): string {
  const [started] = history.events as readonly EventJson[];
  return started?.workflowExecutionStartedEventAttributes?.workflowType.name ?? '';
}

/** The ids of the changes behind `patched` that the history has recorded. The SDK does not encrypt them. */
export function patchIdsOf({ history }: RecordedHistory): string[] {
  return (history.events as readonly EventJson[]).flatMap(({ markerRecordedEventAttributes: marker }) => {
    const [payload] = marker?.details['patch-data']?.payloads ?? [];
    if (marker?.markerName !== 'core_patch' || payload === undefined) return [];
    return [(JSON.parse(Buffer.from(payload.data, 'base64').toString()) as { readonly id: string }).id];
  });
}
