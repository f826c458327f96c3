// What is wrong with some of several files, as one failure.

import { Failure } from "../../core/finding/failure.ts";

/** A name in one file says nothing of the names in another. */
const NARROW =
  "--env NAME asks every file for it: --match NAME takes the files that have it, and -f FILE --env NAME one file's";

/** At least one; each message says which file it is about. Throws what is no `Failure`. */
export function failureOf(given: readonly (readonly [path: string, error: unknown])[]): Failure {
  const failures = given.map(([path, error]) => {
    if (!(error instanceof Failure)) throw error;
    return ofFile(path, error);
  });
  const [first, ...more] = failures;
  if (!first) throw new Error("no file failed");
  if (more.length === 0) return first;
  // The issues of files that could be read are shown with their lines.
  const { code, hint } = failures.find((one) => one.code === "invalid_document") ?? first;
  return new Failure(code, failures.map(({ message }) => message).join("\n"), {
    hint,
    issues: failures.flatMap(({ issues }) => issues),
  });
}

function ofFile(path: string, { code, message, hint: own, issues }: Failure): Failure {
  const near = own?.startsWith("did you mean") ? `${own} ` : "";
  const hint = code === "unknown_environment" ? `${near}${NARROW}` : own;
  return new Failure(code, message.includes(path) ? message : `${path}: ${message}`, {
    hint,
    issues,
  });
}

/** What is piped in has no name beside others. */
export const notAlone = (): Failure =>
  new Failure("invalid_usage", "-f - stands alone: it is one file, without a name");
