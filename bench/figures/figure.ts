/** What a figure is measured with, and what it returns. */
export interface Figure {
  /** For people, one line. */
  readonly title: string;
  readonly measure: (context: BenchContext) => Promise<Measured>;
}

export interface BenchContext {
  /** The address of the Temporal server. Without it, a figure starts a development server. */
  readonly address: string | undefined;
  /** The sizes of the goals instead of those that fit into fifteen minutes. */
  readonly full: boolean;
  /** Shows what is measured now. */
  readonly report: (text: string) => void;
}

export interface Measured {
  /** The figure for programs. */
  readonly json: Readonly<Record<string, unknown>>;
  /** The figure for people. */
  readonly rows: readonly Row[];
}

export interface Row {
  readonly what: string;
  readonly value: string;
  /** The goal, if there is one, as `>= 0.95`. */
  readonly goal?: string;
  /** Whether the goal is met. */
  readonly met?: boolean;
}
