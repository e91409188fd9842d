/** The seats of a performance, in memory. A merchant has them in its database. */
export class SeatPlan {
  readonly #reserved = new Map<string, number>();

  constructor(readonly capacity: number) {}

  get free(): number {
    return [...this.#reserved.values()].reduce((free, seats) => free - seats, this.capacity);
  }

  /** Reserves seats for a booking, once. Returns false if there are too few. */
  reserve(number: string, seats: number): boolean {
    if (this.#reserved.has(number)) return true;
    if (seats > this.free) return false;
    this.#reserved.set(number, seats);
    return true;
  }

  /** Releases the seats of a booking, if it has any. */
  release(number: string): void {
    this.#reserved.delete(number);
  }
}
