/** What a person can do about search attributes where we cannot. */
import type { SearchAttributeGap } from '../workers/errors/missing-search-attributes-error.js';

interface Where {
  readonly address: string;
  readonly namespace: string;
}

/** How to close these gaps on this server, a text for each kind: absent ones are added, mistyped ones cannot be changed. */
export function howToMend({ address, namespace }: Where, gaps: readonly SearchAttributeGap[]): string[] {
  const absent = gaps.filter(({ actual }) => actual === undefined);
  const mistyped = gaps.filter(({ actual }) => actual !== undefined);
  return [
    ...(absent.length === 0
      ? []
      : [isCloud(address) ? onCloud(namespace, absent) : onServer(address, namespace, absent)]),
    ...(mistyped.length === 0 ? [] : [otherNamespace(mistyped)]),
  ];
}

/** Is this Temporal Cloud? There, search attributes are the account's to add, not the namespace's. */
export function isCloud(address: string): boolean {
  return /\.(tmprl\.cloud|api\.temporal\.io)(:\d+)?$/.test(address);
}

function onCloud(namespace: string, gaps: readonly SearchAttributeGap[]): string {
  const flags = gaps.map(({ name, type }) => ` \\\n    --search-attribute "${name}=${type}"`).join('');
  return (
    `Temporal Cloud takes search attributes from its own tools only. An account owner or namespace admin adds them at ` +
    `https://cloud.temporal.io (Namespaces, ${namespace}, Edit), or with\n` +
    `  tcld namespace search-attributes add --namespace ${namespace}${flags}`
  );
}

function onServer(address: string, namespace: string, gaps: readonly SearchAttributeGap[]): string {
  const flags = gaps.map(({ name, type }) => ` \\\n    --name ${name} --type ${type}`).join('');
  return (
    `This account may not add search attributes. Whoever runs the server at ${address} does it with\n` +
    `  temporal operator search-attribute create --namespace ${namespace}${flags}`
  );
}

function otherNamespace(gaps: readonly SearchAttributeGap[]): string {
  const names = gaps.map(({ name }) => name).join(', ');
  return `A type cannot be changed (${names}): take another namespace, or have the attributes removed and run this again.`;
}
