// JSON pointers (RFC 6901) into a file: how they are made, taken apart and followed.

import type { Json } from "../../catalog/setting.ts";

export function pointerOf(parent: string, key: string | number): string {
  return `${parent}/${String(key).replaceAll("~", "~0").replaceAll("/", "~1")}`;
}

/** The parts of a pointer, unescaped. */
export function stepsOf(pointer: string): readonly string[] {
  return pointer
    .split("/")
    .slice(1)
    .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));
}

/** Where a pointer stands in the format: the environment's own steps are taken off. */
export function inEnvironment(steps: readonly string[]): readonly string[] {
  return steps[0] === "environments" ? steps.slice(2) : steps;
}

/** The value at a pointer; undefined when there is none. */
export function valueAt(data: Json, pointer: string): Json | undefined {
  let value: Json | undefined = data;
  for (const step of stepsOf(pointer)) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, step))
      return undefined;
    value = (value as Readonly<Record<string, Json>>)[step];
  }
  return value;
}
