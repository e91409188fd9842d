/** A part is there: says where, and that it is not where it usually is when that port was taken. */
export function announce(part: string, address: string, usualPort: number): void {
  const moved = address.endsWith(`:${usualPort}`) ? '' : `  (port ${usualPort} is taken)`;
  console.log(`  ${part.padEnd(18)} ${address}${moved}`);
}
