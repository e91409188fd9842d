/** A merchant's own workflow, which has nothing to do with ticket orders. */
import { proxyActivities } from '@temporalio/workflow';

const { pack } = proxyActivities<{ pack(what: string): Promise<string> }>({ startToCloseTimeout: '10 seconds' });

export async function parcel(what: string): Promise<string> {
  return await pack(what);
}
