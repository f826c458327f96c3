// What a rule about a file looks at.

import type { Catalog } from "../../catalog/catalog.ts";
import type { Desired } from "./desired.ts";
import type { Document } from "./document.ts";

/** One environment of a file, or its top level. */
export interface Context {
  readonly catalog: Catalog;
  readonly document: Document;
  readonly desired: Desired;
}
