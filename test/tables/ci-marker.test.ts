import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { firstSeen } from "../../src/ci/drift-issue.ts";
import { readMarker, saySame, writeMarker, type Marker } from "../../src/ci/marker.ts";

const marker = (more: Readonly<Record<string, unknown>> = {}): Marker => ({
  ...more,
  v: 1,
  kind: "plan",
  key: "clerkwork.yaml staging",
});

describe("the marker", () => {
  it("is one line that a reader never sees", () => {
    expect(writeMarker(marker())).toBe(
      '<!-- clerkwork {"v":1,"kind":"plan","key":"clerkwork.yaml staging"} -->\n',
    );
  });

  it("reads back what was written, whatever it holds, and nothing in it ends the comment", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.jsonValue(), (key, value) => {
        const written = { ...marker({ value }), key: `${key}--><!--` };
        const line = writeMarker(written);
        expect(line.match(/-->|--!>|<!--/g)).toEqual(["<!--", "-->"]);
        expect(line.indexOf("\n")).toBe(line.length - 1);
        expect(readMarker(`${line}text`)).toEqual(JSON.parse(JSON.stringify(written)));
      }),
    );
  });

  it.each([
    ["nothing", ""],
    ["a text", "### clerkwork plan"],
    ["one that is not in the first line", `\n${writeMarker(marker())}`],
    ["one behind a blank", ` ${writeMarker(marker())}`],
    ["one without a line end", writeMarker(marker()).trimEnd()],
    ["broken JSON", "<!-- clerkwork {not json} -->\n"],
    ["another version", '<!-- clerkwork {"v":2,"kind":"plan","key":"k"} -->\n'],
    ["no version", '<!-- clerkwork {"kind":"plan","key":"k"} -->\n'],
    ["another kind", '<!-- clerkwork {"v":1,"kind":"else","key":"k"} -->\n'],
    ["a key that is no text", '<!-- clerkwork {"v":1,"kind":"plan","key":1} -->\n'],
    ["another tool's", '<!-- terraform {"v":1,"kind":"plan","key":"k"} -->\n'],
  ])("is not found in %s", (_, body) => {
    expect(readMarker(body)).toBeNull();
  });

  it("is found with the line end of a page that was edited by hand", () => {
    expect(readMarker(writeMarker(marker()).replace("\n", "\r\n"))).toEqual(marker());
  });
});

describe("two bodies say the same", () => {
  const body = (more: Readonly<Record<string, unknown>>, text: string): string =>
    `${writeMarker(marker(more))}${text}`;
  const steady = (text: string): string => text.replaceAll(/runs\/\d+/g, "runs/*");

  it.each([
    ["another run", body({ run: "1/1" }, "a"), body({ run: "2/1" }, "a"), true],
    ["another link to the run", body({}, "runs/1"), body({}, "runs/2"), true],
    ["other line ends", body({}, "a\nb\n"), body({}, "a\r\nb"), true],
    [
      "members in another order",
      body({ a: 1, b: { c: 1, d: 2 } }, "a"),
      body({ b: { d: 2, c: 1 }, a: 1 }, "a"),
      true,
    ],
    ["another commit", body({ head: "1" }, "a"), body({ head: "2" }, "a"), false],
    ["another text", body({}, "a"), body({}, "b"), false],
    ["a list in another order", body({ a: [1, 2] }, "a"), body({ a: [2, 1] }, "a"), false],
  ] as const)("%s", (_, one, other, same) => {
    expect(saySame(one, other, steady)).toBe(same);
    expect(saySame(other, one, steady)).toBe(same);
  });
});

describe("since when something differs", () => {
  it.each([
    ["there was nothing before", null, "2026-11-20"],
    ["the marker says it", { a: "2026-11-01" }, "2026-11-01"],
    ["the marker names another", { b: "2026-11-01" }, "2026-11-20"],
    ["the marker holds no day", { a: "<b>" }, "2026-11-20"],
    ["the marker names a day to come", { a: "2027-01-01" }, "2026-11-20"],
    ["the marker names a member of every object", { toString: 1 }, "2026-11-20"],
    ["the marker holds something else", ["2026-11-01"], "2026-11-20"],
  ] as const)("%s", (_, first_seen, day) => {
    const old = first_seen === null ? null : marker({ first_seen });
    expect(firstSeen(old, ["a"], "2026-11-20")).toEqual({ a: day });
  });

  it("is forgotten when it no longer differs", () => {
    expect(firstSeen(marker({ first_seen: { a: "2026-11-01" } }), [], "2026-11-20")).toEqual({});
  });
});
