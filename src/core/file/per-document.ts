// What is worked out once for a document, however many of its environments are read.

import type { Document } from "./document.ts";

/** The same function, whose value is kept as long as the document is. The value is shared: nobody may change it. */
export function perDocument<Value>(
  work: (document: Document) => Value,
): (document: Document) => Value {
  const known = new WeakMap<Document, { readonly value: Value }>();
  return (document) => {
    const found = known.get(document) ?? { value: work(document) };
    known.set(document, found);
    return found.value;
  };
}
