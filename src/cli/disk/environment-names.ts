// The environments of a file, as far as they can be told: what is wrong with it is for others to say.

import { environmentsOf } from "../../core/file/desired.ts";
import { parseDocument } from "../../core/file/document.ts";
import { LIMITS } from "../../core/file/text.ts";
import { readTextFile } from "./read-file.ts";

/** In the order of the file; none where it can't be read. */
export function environmentNamesIn(file: string): readonly string[] {
  const content = readTextFile(file, LIMITS.fileBytes);
  const parsed = content.ok ? parseDocument(file, content.text) : undefined;
  return parsed?.ok ? environmentsOf(parsed.document) : [];
}
