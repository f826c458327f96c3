// Where a quote, a list or a map was opened that the file does not close.

import type { CST } from "yaml";

export interface Opened {
  readonly offset: number;
  readonly what: string;
}

/** The last one that opens before an offset and has no end. */
export function openedBefore(
  tokens: readonly CST.Token[],
  offset: number,
  kind: "quote" | "flow",
): Opened | undefined {
  const openOf = kind === "quote" ? openQuote : openFlow;
  let last: Opened | undefined;
  const pending: CST.Token[] = [...tokens];
  for (let token = pending.pop(); token; token = pending.pop()) {
    const opened = openOf(token);
    if (opened && opened.offset <= offset && opened.offset >= (last?.offset ?? 0)) last = opened;
    pending.push(...insideOf(token));
  }
  return last;
}

function insideOf(token: CST.Token): readonly CST.Token[] {
  if (token.type === "document") return token.value ? [token.value] : [];
  if (!("items" in token)) return [];
  return token.items.flatMap(({ key, value }) => [key ?? [], value ?? []].flat());
}

function openQuote(token: CST.Token): Opened | undefined {
  if (token.type !== "double-quoted-scalar" && token.type !== "single-quoted-scalar")
    return undefined;
  const { source, offset } = token;
  const [mark = ""] = source;
  return source.length > 1 && source.endsWith(mark) ? undefined : { offset, what: "quote" };
}

function openFlow(token: CST.Token): Opened | undefined {
  if (token.type !== "flow-collection") return undefined;
  const isMap = token.start.type === "flow-map-start";
  const end = isMap ? "flow-map-end" : "flow-seq-end";
  if (token.end.some(({ type }) => type === end)) return undefined;
  return { offset: token.start.offset, what: isMap ? "{" : "[" };
}
