// Findings as commands of GitHub Actions: one command each, whatever stands in them.

import * as fc from "fast-check";
import { expect, test } from "vitest";
import { renderAnnotations } from "../../src/core/render/annotations.ts";
import { runs } from "../rig/generators/runs.ts";
import { ordersIn } from "../rig/runner.ts";

test("are escaped as actions/toolkit does", () => {
  const at = { file: "a,b:c%d\n.yaml", line: 3, column: 5 };
  expect(renderAnnotations([{ title: "t:,%", message: "50%: a, b", at }])).toEqual([
    "::error file=a%2Cb%3Ac%25d\\n.yaml,line=3,col=5,title=t%3A%2C%25::50%25: a, b",
  ]);
  expect(renderAnnotations([{ title: "clerkwork", message: "x", at: null }])).toEqual([
    "::error title=clerkwork::x",
  ]);
});

test("are ten at most, and the number of the others", () => {
  const one = { title: "clerkwork", message: "x", at: null };
  expect(renderAnnotations(Array.from({ length: 10 }, () => one))).toHaveLength(10);
  const many = renderAnnotations(Array.from({ length: 15 }, () => one));
  expect(many).toHaveLength(11);
  expect(many.at(-1)).toBe("::notice title=clerkwork::5 more in the log");
});

test("no text makes a second command, ends the first one early, or brings a line", () => {
  const hostile = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.constantFrom(
      "::error::x",
      "\r::add-mask::x",
      "##[error]x",
      "%0A::error::",
      "\n::stop-commands::t",
      "x,line=9::",
    ),
  );
  const texts = fc.array(hostile, { maxLength: 4 }).map((parts) => parts.join(""));
  fc.assert(
    fc.property(texts, texts, texts, (file, title, message) => {
      const [command = "", ...more] = renderAnnotations([
        { title, message, at: { file, line: 1, column: 1 } },
      ]);
      expect(more).toEqual([]);
      expect(command).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]/u);
      expect(ordersIn(command)).toEqual([command]);
      // Two pairs of colons: around the properties.
      expect(command.split("::")).toHaveLength(3);
      expect(command.startsWith("::error file=")).toBe(true);
      expect((command.split("::")[1] ?? "").split(",")).toHaveLength(4);
      expect(command).not.toContain("##[");
    }),
    runs(500),
  );
});
