// A setting in words, from its row.

import { rowsOf, type Catalog } from "../../catalog/catalog.ts";
import type { Section } from "../../catalog/resource.ts";
import type { Setting } from "../../catalog/setting.ts";
import { line, type Line } from "../text/line.ts";

interface Explained {
  readonly document: unknown;
  readonly lines: readonly Line[];
}

export function explainSetting(section: Section, setting: Setting): Explained {
  const address = `${section.name}.${setting.name}`;
  const sources = setting.read.map(
    ({ via, path, member }) =>
      `${via === "backend_api" ? "Backend API" : "Frontend API"} GET ${path}, ${member.join(".")}`,
  );
  const lines = [
    line(address, "bold"),
    line(`  ${setting.doc}`),
    line(`  written: PATCH ${section.path}, ${setting.write.member}`),
    ...(sources.length > 0
      ? sources.map((source) => line(`  read: ${source}`))
      : [line("  read: nowhere, it is write-only")]),
    line(`  API versions: ${setting.versions.join(", ")}`),
    ...(setting.environment ? [line(`  instances: ${setting.environment} only`)] : []),
    ...(setting.deprecated ? [line(`  deprecated: ${setting.deprecated}`, "change")] : []),
    ...setting.hazards.map(({ hazard, when, says }) =>
      line(`  ${hazard} (${when.replaceAll("_", " ")}): ${says}`, "danger"),
    ),
  ];
  const { name: _, ...row } = setting;
  return { document: { address, path: section.path, ...row }, lines };
}

/** Every address with the first sentence about it. */
export function listSettings(catalog: Catalog): Explained {
  const rows = rowsOf(catalog).map(({ address, setting }) => ({ address, doc: setting.doc }));
  const width = Math.max(...rows.map(({ address }) => address.length));
  return {
    document: rows,
    lines: rows.map(({ address, doc }) =>
      line(`${address.padEnd(width)}  ${doc.replace(/(?<=\.) .*/s, "")}`),
    ),
  };
}
