// Moves a production instance to another domain.

import { parseUrl } from "../../clerk/address.ts";
import {
  awaitDomain,
  changeDomain as sendChange,
  readPrimaryDomain,
  type Domain,
} from "../../clerk/backend/change-domain.ts";
import { FORMAT_VERSION } from "../../core/plan/plan.ts";
import { escapeText, showDocument } from "../../core/text/escape.ts";
import { EXIT, Failure, type ExitCode } from "../../core/finding/failure.ts";
import { askFor, nobodyToAsk } from "../screen/ask.ts";
import type { Context } from "../context.ts";
import type { ConnectionFlags, Format } from "../flags.ts";
import { prepareConnection } from "../session/open-connection.ts";
import { useColor } from "../screen/format.ts";
import { finish } from "../session/finish.ts";
import { readTarget, type TargetFlags } from "../session/pin.ts";
import { paint } from "../screen/terminal.ts";
import { line, type Line } from "../../core/text/line.ts";

export interface ChangeDomainFlags
  extends TargetFlags, Omit<ConnectionFlags, "withoutFrontendApi"> {
  readonly confirm?: string;
  readonly secondary?: boolean;
  readonly format?: Format;
  readonly color?: boolean;
}

/** What the change does, said before it is asked for. bapi 2026-05-12, ChangeProductionInstanceDomain */
const CONSEQUENCES = [
  "every session ends: all users must sign in again",
  "the publishable key changes: applications need the new one",
  "DNS records must be set for the new domain, and certificates are issued anew",
  "until then, sign-in does not work",
];

const NEXT = [
  "set the DNS records; Clerk's dashboard lists them under Domains and shows when they are seen",
  "take the new publishable key from Clerk's dashboard under API keys and deploy it",
  "change the addresses that third parties know: OAuth redirect URLs, webhooks, allowed origins",
];

/** Moves a production instance to another domain. */
export default function changeDomain(
  this: Context,
  flags: ChangeDomainFlags,
  homeUrl: string,
): Promise<void> {
  return finish(this, flags, () => moveDomain(this, flags, homeUrl));
}

function parseHome(text: string): URL {
  const url = parseUrl(text);
  if (url?.protocol === "https:" && !url.username && !url.password && url.hostname.includes("."))
    return url;
  throw new Failure("invalid_home_url", `${JSON.stringify(text)} is no home URL`, {
    hint: "give the application's address, such as https://www.example.com",
  });
}

async function moveDomain(
  context: Context,
  flags: ChangeDomainFlags,
  homeUrl: string,
): Promise<ExitCode> {
  const home = parseHome(homeUrl);
  const desired = readTarget(flags);
  const connection = prepareConnection(context, desired, flags)();
  const developmentOnly = new Failure(
    "production_only",
    "only production instances have a domain of their own to change",
    {
      hint: "set the secret key of the production instance",
    },
  );
  if (connection.keyType !== "production") throw developmentOnly;
  if (flags.confirm !== undefined && flags.confirm !== home.host) {
    throw new Failure(
      "declined",
      `--confirm names ${JSON.stringify(flags.confirm)}, the home URL is at ${home.host}; nothing was sent`,
    );
  }
  if (flags.confirm === undefined && !context.terminal.interactive) {
    throw nobodyToAsk(`clerkwork change-domain ${home.href} --confirm ${home.host}`);
  }
  context.interruption.listen();
  const identity = await connection.identify({ pin: desired.target, environment: null });
  if (identity.type !== "production") throw developmentOnly;
  const before = await readPrimaryDomain(connection);
  context.terminal.err(
    paint(
      [
        line(`clerkwork change-domain: production instance ${identity.id}`, "bold"),
        line(`  ${escapeText(before.name)} → ${escapeText(home.host)}`),
        ...CONSEQUENCES.map((text) => line(`  ! ${text}`, "danger")),
      ],
      false,
    ),
  );
  if (flags.confirm === undefined) {
    await askFor(
      context,
      `Type the new host (${home.host}) to go on: `,
      home.host,
      "not changed: the host was not typed; nothing was sent",
    );
  }
  if (context.interruption.signal.aborted)
    throw new Failure("interrupted", "interrupted; nothing was sent");
  await sendChange(connection, homeUrl, flags.secondary === true);
  const { domain, changed } = await awaitDomain(
    connection,
    before.name,
    context.interruption.signal,
  ).catch((error: unknown) => {
    // The change was accepted: that its records can't be read yet must not hide it.
    if (error instanceof Failure) return { domain: before, changed: false };
    throw error;
  });
  report(context, flags, identity.id, domain, changed);
  return EXIT.ok;
}

const WIDTH = 5;

function renderRecords({ records }: Domain): readonly Line[] {
  if (records.length === 0) {
    return [
      line("  GET /domains shows no DNS records to set (no dns_targets, no cname_targets)."),
      line("  Look in Clerk's dashboard under Domains whether there are any."),
    ];
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

function report(
  context: Context,
  flags: ChangeDomainFlags,
  instanceId: string,
  domain: Domain,
  changed: boolean,
): void {
  if (flags.format === "json") {
    const { name, frontendApiUrl, records } = domain;
    context.terminal.out(
      showDocument({
        format_version: FORMAT_VERSION,
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
  const lines: readonly Line[] = changed
    ? [
        line(`Accepted: the primary domain is ${escapeText(domain.name)} now.`, "bold"),
        ...renderRecords(domain),
      ]
    : [
        line(
          "Accepted: Clerk changes the domain by itself; GET /domains does not show it yet.",
          "bold",
        ),
        line("  The DNS records appear in Clerk's dashboard under Domains."),
      ];
  context.terminal.out(
    paint(
      [
        ...lines,
        line(""),
        line("Next:"),
        ...NEXT.map((text, index) => line(`  ${index + 1}. ${text}`)),
      ],
      useColor(context, flags),
    ),
  );
}
