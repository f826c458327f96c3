// What came of a change of the domain: whether it shows, the DNS records, and what is to be done next.

import type { Domain } from "../../clerk/backend/change-domain.ts";
import { EXIT } from "../../core/finding/failure.ts";
import { FORMAT_VERSION } from "../../core/plan/plan.ts";
import { escapeText, showDocument } from "../../core/text/escape.ts";
import { wrapText } from "../../core/text/layout.ts";
import { line, type Line, type Tone } from "../../core/text/line.ts";
import type { Context } from "../context.ts";
import type { Format } from "../flags.ts";
import { useColor } from "./color.ts";
import { paint } from "./terminal.ts";

export interface Looked {
  readonly domain: Domain;
  /** Whether it is another one than before. */
  readonly changed: boolean;
}

const NEXT = [
  "set the DNS records; Clerk's dashboard lists them under Domains and shows when they are seen",
  "take the new publishable key from Clerk's dashboard under API keys and deploy it",
  "change the addresses that third parties know: OAuth redirect URLs, webhooks, allowed origins",
];

const WIDTH = 5;

function renderRecords({ records }: Domain, width: number): readonly Line[] {
  if (records.length === 0) {
    return [
      "GET /domains shows no DNS records to set (no dns_targets, no cname_targets).",
      "Look in Clerk's dashboard under Domains whether there are any.",
    ].flatMap((text) => wrapText(text, { first: "  ", hang: 2, width }));
  }
  return [
    line("Set these DNS records:", "bold"),
    ...records.map(({ type, host, value, required, disposition }) => {
      const notes = [required ? "" : "optional", (disposition ?? "").replaceAll("_", " ")];
      const said = notes.filter(Boolean).map(escapeText).join(", ");
      const record = `${escapeText(type).padEnd(WIDTH)}  ${escapeText(host)}  →  ${escapeText(value)}`;
      return line(`  ${record}${said && `  (${said})`}`);
    }),
  ];
}

export function showDomain(
  context: Context,
  flags: { readonly format?: Format; readonly color?: boolean },
  instanceId: string,
  { domain, changed }: Looked,
): void {
  if (flags.format === "json") {
    const { name, frontendApiUrl, records } = domain;
    context.terminal.out(
      showDocument({
        format_version: FORMAT_VERSION,
        result: "accepted",
        exit_code: EXIT.ok,
        instance_id: instanceId,
        accepted: true,
        changed,
        domain: { name, frontend_api_url: frontendApiUrl },
        dns_records: changed ? records : [],
        next: NEXT,
      }),
    );
    return;
  }
  const width = context.terminal.columns;
  const said = (text: string, first = "", tone: Tone = "plain"): readonly Line[] =>
    wrapText(text, { first, hang: first.length, width, tone });
  const lines: readonly Line[] = changed
    ? [
        ...said(`Accepted: the primary domain is ${escapeText(domain.name)} now.`, "", "bold"),
        ...renderRecords(domain, width),
      ]
    : [
        ...said(
          "Accepted: Clerk changes the domain by itself; GET /domains does not show it yet.",
          "",
          "bold",
        ),
        ...said("The DNS records appear in Clerk's dashboard under Domains.", "  "),
      ];
  context.terminal.out(
    paint(
      [
        ...lines,
        line(""),
        line("Next:"),
        ...NEXT.flatMap((text, index) => said(text, `  ${index + 1}. `)),
      ],
      useColor(context, flags),
    ),
  );
}
