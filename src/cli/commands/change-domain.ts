// Moves a production instance to another domain.

import { parseUrl } from "../../clerk/address.ts";
import type { Connection } from "../../clerk/backend/connection.ts";
import {
  awaitDomain,
  changeDomain as sendChange,
  readPrimaryDomain,
  type Domain,
} from "../../clerk/backend/change-domain.ts";
import { escapeText } from "../../core/text/escape.ts";
import { EXIT, Failure, type ExitCode } from "../../core/finding/failure.ts";
import { askFor, nobodyToAsk } from "../screen/ask.ts";
import { commandText } from "../screen/command-line.ts";
import type { Context } from "../context.ts";
import type { ConnectionFlags, Format, TargetFlags } from "../flags.ts";
import { prepareConnection } from "../session/open-connection.ts";
import { showDomain, type Looked } from "../screen/show-domain.ts";
import { finish } from "../session/finish.ts";
import { readTarget } from "../session/pin.ts";
import { paint } from "../screen/terminal.ts";
import { wrapText } from "../../core/text/layout.ts";
import { line } from "../../core/text/line.ts";

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
  try {
    if (connection.keyType !== "production") throw developmentOnly();
    requireHost(context, flags, home);
    context.interruption.listen();
    const identity = await connection.identify({ pin: desired.target, environment: null });
    if (identity.type !== "production") throw developmentOnly();
    const before = await readPrimaryDomain(connection);
    await askForHost(context, flags, { id: identity.id, from: before.name, to: home.host });
    if (context.interruption.signal.aborted)
      throw new Failure("interrupted", "interrupted; nothing was sent");
    context.writing.begin();
    await sendChange(connection, homeUrl, flags.secondary === true);
    showDomain(context, flags, identity.id, await look(context, connection, before));
    return EXIT.ok;
  } finally {
    connection.close();
  }
}

const developmentOnly = (): Failure =>
  new Failure("production_only", "only production instances have a domain of their own to change", {
    hint: "set the secret key of the production instance",
  });

/** The host is named already, rightly, or there is somebody to ask for it. */
function requireHost({ terminal }: Context, flags: ChangeDomainFlags, home: URL): void {
  const { confirm } = flags;
  if (confirm !== undefined && confirm !== home.host) {
    throw new Failure(
      "declined",
      `--confirm names ${JSON.stringify(confirm)}, the home URL is at ${home.host}; nothing was sent`,
    );
  }
  if (confirm === undefined && !terminal.interactive)
    throw nobodyToAsk(
      commandText("change-domain", flags, [
        home.href,
        "--confirm",
        home.host,
        ...(flags.secondary ? ["--secondary"] : []),
      ]),
    );
}

async function askForHost(
  context: Context,
  { confirm }: ChangeDomainFlags,
  { id, from, to }: { readonly id: string; readonly from: string; readonly to: string },
): Promise<void> {
  context.terminal.err(
    paint(
      [
        line(`clerkwork change-domain: production instance ${id}`, "bold"),
        line(`  ${escapeText(from)} → ${escapeText(to)}`),
        ...CONSEQUENCES.flatMap((text) =>
          wrapText(text, { first: "  ! ", width: context.terminal.columns, tone: "danger" }),
        ),
      ],
      false,
    ),
  );
  if (confirm !== undefined) return;
  await askFor(
    context,
    `Type the new host (${to}) to go on: `,
    to,
    "not changed: the host was not typed; nothing was sent",
  );
}

/** The change was accepted: that its records can't be read yet must not hide it. */
async function look(context: Context, connection: Connection, before: Domain): Promise<Looked> {
  try {
    return await awaitDomain(connection, before.name, context.interruption.signal);
  } catch (error) {
    if (error instanceof Failure) return { domain: before, changed: false };
    throw error;
  }
}
