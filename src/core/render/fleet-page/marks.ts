// The signs of the cells of the page: what is known of one setting of one instance.

/**
 * How a setting stands, by the letter that is its class in the page. Nothing: not declared, or nothing is
 * recorded of it.
 */
export const MARKS = {
  s: { sign: "·", says: "in sync" },
  d: { sign: "≠", says: "differs" },
  r: { sign: "⛔", says: "refused" },
  w: { sign: "!", says: "sent unseen" },
  u: { sign: "?", says: "not read" },
  l: { sign: "≈", says: "differs, left alone by ignore" },
  a: { sign: "✓", says: "applied" },
  f: { sign: "✗", says: "failed" },
} as const;

export type Mark = keyof typeof MARKS;

/** Marks that are a difference, or were one before it was applied. */
const DIFFERING: ReadonlySet<Mark> = new Set(["d", "r", "w", "l", "a", "f"]);

export const isDifference = (mark: Mark): boolean => DIFFERING.has(mark);
