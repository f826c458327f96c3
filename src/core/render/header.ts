// Which instance a result is about: the first thing that a person must get right.

import type { Plan, PlanKind } from "../plan/plan.ts";
import { escapeText } from "../text/escape.ts";
import { span, type Line, type Span } from "../text/line.ts";
import { wrap } from "../text/layout.ts";
import { cellsOf, type View } from "./view.ts";

/** Production by its word, and in the colour of danger. */
export function renderHeader({ target }: Plan, kind: PlanKind, view: View): readonly Line[] {
  const width = cellsOf(view);
  const type = target.environment_type;
  const name = target.environment === null ? type : escapeText(target.environment);
  const which = name === type ? type : `${name} (${type})`;
  const domain = view.source?.domain;
  const file = view.source?.file;
  const first = [
    span(`clerkwork ${kind}`, "bold"),
    span(which, type === "production" ? "danger" : "bold"),
    span(escapeText(target.instance_id), "bold"),
  ];
  const beside = domain ? [span(`(${escapeText(domain)})`, "bold")] : [];
  const second = [
    ...(file === undefined || kind === "rollback" ? [] : [escapeText(file)]),
    escapeText(target.api_url),
    `API version ${target.api_version}`,
  ].map((text) => span(text, "dim"));
  return [
    ...wrap([...dotted(first), ...beside], { start: [], hang: 2, width, tone: "bold" }),
    ...wrap(dotted(second), { start: [], hang: 2, width, tone: "dim" }),
  ];
}

/** With a dot after each but the last. */
const dotted = (parts: readonly Span[]): readonly Span[] =>
  parts.flatMap((part, index) => (index === 0 ? [part] : [span("·", "dim"), part]));
