'use client';

import { useRouter } from 'next/navigation';
import { useEffect, useState } from 'react';

interface LiveOrderProps {
  readonly path: string;
  /** The version that the page shows. Empty: it shows none. */
  readonly version: string;
}

const INTERVAL_MS = 2_000;

/**
 * Reloads the order when it changes. A phone without a connection keeps what it shows: the version is read first,
 * because Next.js leaves a page whose refresh fails.
 */
export function LiveOrder({ path, version }: LiveOrderProps) {
  const router = useRouter();
  const [isOffline, setOffline] = useState(false);
  useEffect(() => {
    let ended = false;
    const look = async () => {
      if (document.visibilityState === 'hidden') return;
      const current = await readVersion(path);
      if (ended) return;
      setOffline(current === undefined);
      if (current !== undefined && current !== version) router.refresh();
    };
    const timer = setInterval(() => void look(), INTERVAL_MS);
    return () => {
      ended = true;
      clearInterval(timer);
    };
  }, [path, version, router]);
  return (
    <p className="live">
      {isOffline ? 'Not up to date: the store cannot be reached.' : 'This page updates by itself.'}
    </p>
  );
}

/** Returns undefined if the store does not answer. */
async function readVersion(path: string): Promise<string | undefined> {
  try {
    const response = await fetch(`${path}/state`, { cache: 'no-store' });
    const answer = (await response.json()) as { readonly version?: string };
    return answer.version;
  } catch {
    return undefined;
  }
}
