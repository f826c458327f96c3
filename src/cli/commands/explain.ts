// Describes a setting, or lists all.

import { CATALOG, findRow } from "../../catalog/catalog.ts";
import { showDocument } from "../../core/text/escape.ts";
import { explainSetting, listSettings } from "../../core/render/explain.ts";
import { EXIT, Failure } from "../../core/finding/failure.ts";
import type { Context } from "../context.ts";
import type { Format } from "../flags.ts";
import { useColor } from "../screen/color.ts";
import { finish } from "../session/finish.ts";
import { paint } from "../screen/terminal.ts";

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
  return finish(this, flags, async () => {
    const found = address === undefined ? undefined : findRow(CATALOG, address);
    if (address !== undefined && !found)
      throw new Failure("unknown_address", `the catalog does not know ${address}`);
    const { document, lines } = found
      ? explainSetting(found.section, found.setting)
      : listSettings(CATALOG);
    this.terminal.out(
      flags.format === "json" ? showDocument(document) : paint(lines, useColor(this, flags)),
    );
    return EXIT.ok;
  });
}
