import { NotReadyError } from '../system/not-ready-error.js';
import type { PlanEntry } from './plan.js';

/** An entry of the plan that could not be carried out. */
export interface FailedEntry {
  readonly entry: PlanEntry;
  readonly reason: string;
}

/** Which entries of the plan were carried out, and which were not. */
export class EntryResults {
  readonly failed: FailedEntry[] = [];
  readonly #carriedOut: PlanEntry[] = [];
  /** Failed entries, without those that found nothing to act on. */
  readonly #unexplained: PlanEntry[] = [];

  addCarriedOut(entry: PlanEntry): void {
    this.#carriedOut.push(entry);
  }

  addFailed(entry: PlanEntry, error: unknown): void {
    if (!(error instanceof NotReadyError)) this.#unexplained.push(entry);
    this.failed.push({ entry, reason: error instanceof Error ? error.message : String(error) });
  }

  /** The number of faults of the entries that were carried out. */
  get faultsInjected(): number {
    return this.#carriedOut.reduce((sum, entry) => sum + (entry.type === 'sandbox' ? entry.times : 1), 0);
  }

  /**
   * Returns the kinds of entries of which several failed and none was carried out, such as `killTemporal` or
   * `sandbox badMac`: what injects them is broken. An entry that found nothing to act on does not count.
   */
  brokenKinds(): readonly string[] {
    const worked = new Set(this.#carriedOut.flatMap(kindsOf));
    const failures = this.#unexplained.flatMap(kindsOf);
    const several = failures.filter((kind, index) => failures.indexOf(kind) < index);
    return [...new Set(several)].filter((kind) => !worked.has(kind));
  }
}

/** The sandbox may refuse every fault, or those of one kind. */
function kindsOf(entry: PlanEntry): readonly string[] {
  return entry.type === 'sandbox' ? [entry.type, `${entry.type} ${entry.kind}`] : [entry.type];
}
