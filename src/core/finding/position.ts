// Where something stands in a file.

/** A place in a file; lines and columns begin with 1. */
export interface Position {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1, in code points. */
  readonly column: number;
}
