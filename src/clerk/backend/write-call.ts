// One call as it leaves: with the ids of what the run made, and with what environment variables hold.

import { CATALOG } from "../../catalog/catalog.ts";
import { resolveReferences, type Call } from "../../core/plan/call.ts";
import { memberAt } from "../../core/value/member.ts";
import type { Answer } from "../../http/request.ts";
import { RequestError } from "../errors.ts";
import type { WritePort } from "./requests.ts";

/** The call with the ids of what the run made, and with what variables hold: nothing keeps it. */
export function filled(
  call: Call,
  made: ReadonlyMap<string, string>,
  variables: (name: string) => string | undefined,
): Call {
  const body = resolveReferences(call.body, made) as Call["body"];
  const secrets = CATALOG.find(({ items, path }) => items && call.path.startsWith(path))
    ?.items?.members?.filter(({ write }) => write.transform === "variable")
    .flatMap(({ write: { member } }): readonly [string, string][] => {
      const name = memberAt(body, [member, "$env"]);
      const held = typeof name === "string" ? variables(name) : undefined;
      return held === undefined ? [] : [[member, held]];
    });
  return { ...call, body: { ...body, ...Object.fromEntries(secrets ?? []) } };
}

/** An item that is gone already when it is to be deleted is what was wanted. */
export async function writeCall(
  { method, path, body }: Call,
  backend: WritePort,
  attempt: number,
): Promise<Answer> {
  if (method !== "DELETE") return backend.write(method, path, body, attempt);
  try {
    return await backend.write(method, path, undefined, attempt);
  } catch (error) {
    if (!(error instanceof RequestError && error.status === 404)) throw error;
    return { status: error.status, body: { deleted: true } };
  }
}
