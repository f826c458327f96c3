/** The built package's types, as somebody else's compiler sees them: one file that needs nothing beside it. */
import { spawnSync } from "node:child_process";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import ts from "@typescript/typescript6";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { PACKAGE_ROOT } from "../rig/cli.ts";

const PROJECT = {
  compilerOptions: {
    target: "es2022",
    module: "nodenext",
    lib: ["es2022", "dom"],
    // Nothing that our own project has installed.
    types: [],
    typeRoots: [],
    strict: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: false,
    noEmit: true,
  },
  files: ["consumer.ts"],
};

const USE = `import { openConnection, parseSecretKey, startEmulator, EXIT } from "clerkwork";
import type { Desired, Emulator, Plan } from "clerkwork";
export async function use(plan: Plan, desired: Desired): Promise<string> {
  const emulator: Emulator = await startEmulator({ port: 0 });
  openConnection({
    apiUrl: emulator.apiUrl,
    secretKey: parseSecretKey("sk_test_types", "CLERK_SECRET_KEY"),
    apiVersion: "2026-05-12",
  });
  const code: 0 | 4 = EXIT.refused;
  return [plan.changes[0]?.address, Object.keys(desired), code].join();
}
`;

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "clerkwork-types-"));
  mkdirSync(join(folder, "node_modules"));
  symlinkSync(PACKAGE_ROOT, join(folder, "node_modules/clerkwork"));
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(PROJECT));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function compile(text: string): { readonly status: number | null; readonly said: string } {
  writeFileSync(join(folder, "consumer.ts"), text);
  const tsc = join(PACKAGE_ROOT, "node_modules/typescript/bin/tsc");
  const { status, stdout } = spawnSync(process.execPath, [tsc, "-p", folder], { encoding: "utf8" });
  return { status, said: stdout };
}

it("compiles where no other package is installed, with the declarations checked", () => {
  expect(compile(USE)).toEqual({ status: 0, said: "" });
});

it("is what the compiler looks at: a wrong use is refused", () => {
  const { status, said } = compile(USE.replace("port: 0", 'port: "0"'));
  expect(status).not.toBe(0);
  expect(said).toContain("Type 'string' is not assignable to type 'number'");
});

const DECLARED =
  /^(?:export )?(?:declare )?(?:async )?(?:interface|type|class|function|const) (\w+)/gm;
const declaredIn = (text: string): readonly string[] =>
  [...text.matchAll(DECLARED)].map(([, name = ""]) => name);

/** Names that a folder of src declares, and the rest of src does not. */
function declaredOnlyBelow(folderOfSource: string): readonly string[] {
  const source = join(PACKAGE_ROOT, "src");
  const files = readdirSync(source, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => {
      const names = declaredIn(readFileSync(join(source, name), "utf8"));
      return { inside: name.startsWith(`${folderOfSource}/`), names };
    });
  const outside = new Set(files.flatMap(({ inside, names }) => (inside ? [] : names)));
  const below = files.flatMap(({ inside, names }) => (inside ? names : []));
  return below.filter((name) => !outside.has(name));
}

it("is one file: it imports nothing, and of the emulator it names only what is exported", () => {
  const text = readFileSync(join(PACKAGE_ROOT, "dist/index.d.ts"), "utf8");
  expect(text.match(/^import .*|import\(.*|<reference .*/gm)).toBeNull();
  const emulator = declaredOnlyBelow("emulator");
  expect(emulator.length).toBeGreaterThan(20);
  const shown = declaredIn(text).filter((name) => emulator.includes(name));
  expect(shown.toSorted()).toEqual([
    "EmulatedRequest",
    "Emulator",
    "EmulatorOptions",
    "startEmulator",
  ]);
});

describe("every exported name", () => {
  const path = join(PACKAGE_ROOT, "dist/index.d.ts");
  const options = { target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.NodeNext, types: [] };
  const program = ts.createProgram([path], options);
  const checker = program.getTypeChecker();
  const file = program.getSourceFile(path);
  const module = file && checker.getSymbolAtLocation(file);
  const symbols = (module ? checker.getExportsOfModule(module) : []).map((symbol) =>
    symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol,
  );

  it("says on hover what it is", () => {
    expect(symbols.length).toBeGreaterThan(100);
    const silent = symbols.filter(
      (symbol) => ts.displayPartsToString(symbol.getDocumentationComment(checker)) === "",
    );
    expect(silent.map(({ name }) => name)).toEqual([]);
  });

  it("is made of types that are exported, too", () => {
    const hidden = new Set<string>();
    const visit = (node: ts.Node): void => {
      const named = ts.isTypeReferenceNode(node)
        ? checker.getSymbolAtLocation(node.typeName)
        : undefined;
      const isOurs = named?.declarations?.[0]?.getSourceFile() === file;
      const isParameter = named !== undefined && (named.flags & ts.SymbolFlags.TypeParameter) !== 0;
      if (named && isOurs && !isParameter && !symbols.includes(named)) hidden.add(named.name);
      ts.forEachChild(node, visit);
    };
    for (const symbol of symbols) symbol.declarations?.forEach(visit);
    // How DesiredSections comes from the rows, which nobody names; and the JSON of an answer, of which Json is one.
    expect([...hidden].toSorted()).toEqual([
      "Json",
      "PresentOf",
      "Sections",
      "SettingsOf",
      "ValueOf",
    ]);
  });
});
