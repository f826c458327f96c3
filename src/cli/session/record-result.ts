// What became of one instance among several: to its record, and its failure to stderr below its name.

import type { Result } from "../../reconcile/fleet.ts";
import type { Context } from "../context.ts";
import type { ShowFlags } from "../screen/color.ts";
import type { Pages } from "../screen/pages.ts";
import type { Instance } from "./distinct.ts";
import { notAttempted } from "./ends.ts";
import { conclude, redactFailure, tellFailure } from "./finish.ts";
import type { Prepared } from "./prepare-all.ts";
import type { Recorder } from "./recorder.ts";
import type { Run } from "./run.ts";
import type { Verbs } from "./verbs.ts";

/** Where results go, and what is known of those whose key is missing. */
export interface Records extends Pick<Prepared, "missing">, Required<Pick<Verbs, "made">> {
  readonly recorder: Recorder;
  readonly pages: Pages;
}

/** The result of one instance, told and recorded. */
export function recordResult(
  context: Context,
  flags: ShowFlags,
  { recorder, pages, missing, made }: Records,
  result: Result<Instance, Run>,
): void {
  const { instance } = result;
  if (result.kind === "done") {
    recorder.done(instance, result.value);
    return;
  }
  const instead = made?.get(instance.desired);
  if (instead) {
    recorder.made(instance.desired, instead);
    return;
  }
  const why = result.kind === "failed" ? result.failure : notAttempted(context, instance.name);
  if (why.code === "not_attempted") {
    recorder.failed(instance, redactFailure(context, why), why.exitCode);
    return;
  }
  const { failure, code } = conclude(context, why);
  const shown = redactFailure(context, failure);
  // What is wrong with the keys was said before the first request.
  if (!missing.has(instance)) {
    pages.open("err");
    tellFailure(context, flags, shown, instance.name);
    pages.close();
  }
  recorder.failed(instance, shown, code);
}
