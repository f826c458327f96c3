/** Clerk's documents as trees that a test may change. */
import type { Copy } from "./openapi.ts";
import { documentOf } from "./judge.ts";

export type Tree = { [name: string]: unknown };

const isTree = (value: unknown): value is Tree =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The part of a tree at a path. */
export function treeAt(root: Tree, ...path: readonly string[]): Tree {
  let here: unknown = root;
  for (const step of path) {
    here = typeof here === "object" && here !== null ? Reflect.get(here, step) : undefined;
  }
  if (typeof here !== "object" || here === null) throw new Error(`nothing at ${path.join(" ")}`);
  return here as Tree;
}

/** A copy of a version's document, changed. */
export function changedTree(
  version: string,
  change: (root: Tree) => void,
  copy: Copy = "newest",
): Tree {
  const root = structuredClone(documentOf(version, "bapi", copy).root) as Tree;
  change(root);
  return root;
}

export const BODY = ["requestBody", "content", "application/json", "schema"] as const;

export const operation = (root: Tree, path: string, method = "patch"): Tree =>
  treeAt(root, "paths", path, method);

/** What a PATCH takes. */
export const properties = (root: Tree, path: string): Tree =>
  treeAt(operation(root, path), ...BODY, "properties");

export const schema = (root: Tree, name: string): Tree =>
  treeAt(root, "components", "schemas", name);

/** What one tree has and the other has not, put into a third. */
export function transplant(before: Tree, after: Tree, target: Tree): void {
  for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const [was, is, here] = [before[name], after[name], target[name]];
    if (JSON.stringify(was) === JSON.stringify(is)) continue;
    if (isTree(was) && isTree(is) && isTree(here)) transplant(was, is, here);
    else if (is === undefined) delete target[name];
    else target[name] = structuredClone(is);
  }
}
