// The environment: the instance as the public sees it.

import { CATALOG } from "../../catalog/catalog.ts";
import type { Json, ReadSource } from "../../catalog/setting.ts";
import { isObject } from "../http/answer.ts";
import { blankEnvironment } from "./blank-environment.ts";
import type { InstanceState } from "../state/instance-state.ts";
import type { EnvironmentType } from "../state/secret-key.ts";
import { showValue, type View } from "../backend/show-section.ts";

/** The member at that path; undefined when the document has no such place. */
function memberAt(document: Json, path: readonly string[]): Json | undefined {
  const [name, ...rest] = path;
  if (name === undefined) return document;
  const member = isObject(document) ? document[name] : undefined;
  return member === undefined ? undefined : memberAt(member, rest);
}

function withMember(document: Json, path: readonly string[], value: Json): Json {
  const [name, ...rest] = path;
  if (name === undefined) return value;
  if (!isObject(document)) return document;
  return { ...document, [name]: withMember(document[name] ?? null, rest, value) };
}

/** From the state to what the environment holds: the inverse of the catalog's transform. */
function toEnvironment(source: ReadSource, value: Json): Json | undefined {
  // What an unset text looks like is the blank document's business.
  if (value === "" || value === null) return undefined;
  return source.transform === "not" ? value !== true : value;
}

/** clerk-js pinned to 5.3.1 may show as 5. Reported, not documented. */
function resolveVersion(version: string): string {
  return version.split(".")[0] ?? version;
}

/**
 * `GET /v1/environment`: the instance as the public sees it. Which members there are depends on the version
 * and is decided by the blank document; the catalog's read sources say where the settings stand in it.
 */
export function showEnvironment(
  state: InstanceState,
  view: View & { readonly environmentType: EnvironmentType; readonly now: number },
): Json {
  let document: Json = blankEnvironment(state, view);
  for (const section of CATALOG) {
    for (const setting of section.settings) {
      for (const source of setting.read) {
        if (source.via !== "frontend_api" || memberAt(document, source.member) === undefined)
          continue;
        const { onlyWhile } = source;
        if (onlyWhile && memberAt(document, onlyWhile.member) !== onlyWhile.equals) continue;
        const value = toEnvironment(source, showValue(state, section.name, setting, view));
        if (value !== undefined) document = withMember(document, source.member, value);
      }
    }
  }
  const path = ["display_config", "clerk_js_version"];
  const pinned = memberAt(document, path);
  return view.switches.resolve_clerk_js_version && typeof pinned === "string"
    ? withMember(document, path, resolveVersion(pinned))
    : document;
}
