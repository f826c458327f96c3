// Lines within a number of bytes: whole ones, and how many were left out.

/** Bytes of UTF-8. */
export const sizeOf = (text: string): number => new TextEncoder().encode(text).length;

export interface Filled {
  readonly lines: readonly string[];
  readonly isCut: boolean;
}

/** As many of the first lines as fit; what is left out is said on a line of its own, which may go beyond. */
export function fill(
  lines: readonly string[],
  bytes: number,
  sayLeft: (count: number) => string,
): Filled {
  let used = 0;
  const fitting = lines.findIndex((line) => (used += sizeOf(line) + 1) > bytes);
  return fitting < 0
    ? { lines, isCut: false }
    : { lines: [...lines.slice(0, fitting), sayLeft(lines.length - fitting)], isCut: true };
}
