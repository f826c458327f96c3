import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { PACKAGE_ROOT } from "../rig/cli.ts";
import { at, listAt, parseObject, stringAt, type Json } from "../rig/json.ts";

const FOLDER = join(PACKAGE_ROOT, ".github/workflows");
const workflows = readdirSync(FOLDER).map(
  (name) => [name, readFileSync(join(FOLDER, name), "utf8")] as const,
);

describe.each(workflows)("%s", (_, text) => {
  it("pins every action by hash, with its version beside", () => {
    const used = text.split("\n").filter((line) => /^\s*(?:- )?uses:/.test(line));
    expect(used).not.toEqual([]);
    const pinned = /uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/;
    expect(used.filter((line) => !pinned.test(line))).toEqual([]);
  });

  it("may read the repository and nothing else", () => {
    expect(at(parse(text) as Json, "permissions")).toEqual({ contents: "read" });
    expect(text.match(/permissions:/g)).toHaveLength(1);
    expect(text).not.toContain("pull_request_target");
  });
});

it("the oldest Node that is promised is one of those that are tested, and the one to develop with", () => {
  const manifest = parseObject(readFileSync(join(PACKAGE_ROOT, "package.json"), "utf8"));
  const oldest = `${stringAt(manifest, "engines", "node").replace(">=", "")}.0`;
  const ci = parse(readFileSync(join(FOLDER, "ci.yml"), "utf8")) as Json;
  const tested = listAt(ci, "jobs", "test", "strategy", "matrix", "node");
  expect(tested).toContain(oldest);
  expect(readFileSync(join(PACKAGE_ROOT, ".nvmrc"), "utf8").trim()).toBe(oldest);
});
