import { CATALOG, findSetting } from "../../catalog/catalog.ts";
import { showDocument } from "../../core/escape.ts";
import { explainSetting, listSettings } from "../../core/explain.ts";
import { EXIT, Failure } from "../../core/failure.ts";
import type { Context } from "../context.ts";
import type { Format } from "../flags.ts";
import { present, useColor } from "../present.ts";
import { paint } from "../terminal.ts";

export interface ExplainFlags {
  readonly format?: Format;
  readonly color?: boolean;
}

/** Describes a setting, or lists all. */
export default function explain(
  this: Context,
  flags: ExplainFlags,
  address?: string,
): Promise<void> {
  return present(this, flags, async () => {
    const found = address === undefined ? undefined : findSetting(CATALOG, address);
    if (address !== undefined && !found)
      throw new Failure(EXIT.invalid, "unknown_address", `the catalog does not know ${address}`);
    const { document, lines } = found
      ? explainSetting(found.section, found.setting)
      : listSettings(CATALOG);
    this.terminal.out(
      flags.format === "json" ? showDocument(document) : paint(lines, useColor(this, flags)),
    );
    return EXIT.ok;
  });
}
