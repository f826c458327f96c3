// Catalogs that nobody wrote: any sections, any settings, any dependencies without a circle between
// sections.

import * as fc from "fast-check";
import { API_VERSIONS } from "../../../src/catalog/api-version.ts";
import type { Catalog } from "../../../src/catalog/catalog.ts";
import type { HazardRule } from "../../../src/catalog/hazard.ts";
import { type JsonSchema, type Setting } from "../../../src/catalog/setting.ts";
import type { Move } from "../../../src/core/plan/change.ts";
import { shuffled } from "./shuffle.ts";
import { valuesOf } from "./values.ts";
import { section } from "../../../src/catalog/resource.ts";
import { backend, boolean, count, set, text } from "../../../src/catalog/rows.ts";

const LOCK_OUT: HazardRule = {
  hazard: "locks_out_users",
  when: "changes",
  says: "people are locked out",
};

const ITEMS: JsonSchema = { type: "string", pattern: "^[a-z]{1,3}$" };

type Kind = "boolean" | "count" | "text" | "set";

interface Row {
  readonly kind: Kind;
  readonly readable: boolean;
  readonly dangerous: boolean;
  /** Indices of what it depends on: how many sections further down, which of its rows. */
  readonly after: readonly (readonly [section: number, row: number])[];
}

const rows: fc.Arbitrary<Row> = fc.record({
  kind: fc.constantFrom<Kind>("boolean", "count", "text", "set"),
  readable: fc.boolean(),
  dangerous: fc.oneof({ weight: 3, arbitrary: fc.constant(false) }, fc.constant(true)),
  after: fc.array(fc.tuple(fc.nat(5), fc.nat(3)), { maxLength: 2 }),
});

function settingOf(name: string, path: string, row: Row, after: readonly string[]): Setting {
  const options = {
    doc: `The setting ${name}.`,
    after,
    hazards: row.dangerous ? [LOCK_OUT] : [],
    read: row.readable ? [backend(path, name)] : [],
    echo: name,
  };
  switch (row.kind) {
    case "boolean":
      return boolean(name, options);
    case "count":
      return count(name, options);
    case "text":
      return text(name, { ...options, schema: { pattern: "^[a-z]{0,6}$" } });
    case "set":
      return set(name, ITEMS, options);
  }
}

/** Sections stand in an order of their own; a section depends only on those of a lower rank. */
const catalogs: fc.Arbitrary<Catalog> = fc
  .record({
    sections: fc.array(fc.array(rows, { minLength: 1, maxLength: 4 }), {
      minLength: 1,
      maxLength: 7,
    }),
    order: fc.nat(1_000_000),
  })
  .map(({ sections, order }) => {
    const ranked = sections.map((own, rank) => {
      const name = `section_${rank}`;
      const path = `/generated/${rank}`;
      const settings = own.map((row, index) => {
        const after = row.after.flatMap(([below, place]) => {
          const other = rank - below;
          const among = sections[other];
          // In its own section a setting may follow any that stands before it.
          if (!among || (other === rank && place >= index)) return [];
          return [`section_${other}.setting_${place % among.length}`];
        });
        return settingOf(`setting_${index}`, path, row, after);
      });
      const get = { path, versions: API_VERSIONS };
      const rest = { doc: `The section ${name}.`, path, answer: "echo" as const, frontend: [] };
      return section(name, { ...rest, versions: API_VERSIONS, get }, settings);
    });
    return shuffled(ranked, order);
  });

export interface Wanted {
  readonly catalog: Catalog;
  /** Some settings of it, in any order, with hazards as their rows have them. */
  readonly moves: readonly Move[];
}

/** Moves of some settings of a catalog. */
export const movesOf = (catalog: Catalog): fc.Arbitrary<Wanted> =>
  fc
    .shuffledSubarray(
      catalog.flatMap((home) => home.settings.map((setting) => ({ home, setting }))),
      { minLength: 1 },
    )
    .chain((chosen) =>
      fc.tuple(...chosen.map(({ setting }) => valuesOf(setting.schema))).map((values) => ({
        catalog,
        moves: chosen.map(({ home, setting }, index): Move => {
          const address = `${home.name}.${setting.name}`;
          const hazards = setting.hazards.map(({ hazard, says }) => ({
            hazard,
            says,
            blocked: false,
            consent: null,
          }));
          return {
            row: { address, section: home, setting },
            change: {
              address,
              section: home.name,
              setting: setting.name,
              action: "update",
              from: { known: false, why: "write_only" },
              to: values[index] ?? null,
              hazards,
              at: { file: "clerkwork.yaml", line: 1, column: 1 },
            },
          };
        }),
      })),
    );

/** Catalogs with moves of some of their settings. */
export const movesOfCatalogs: fc.Arbitrary<Wanted> = catalogs.chain(movesOf);
