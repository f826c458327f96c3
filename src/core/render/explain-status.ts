// What a status means that Clerk refuses a request with, and what clerkwork does about it.

import { FAILURES } from "../finding/failure.ts";
import { HTTP_STATUSES, STATUS_OUTCOMES } from "../finding/http-status.ts";
import type { Explanation } from "./explain.ts";

const sentenceOf = (text: string): string => `${text[0]?.toUpperCase()}${text.slice(1)}.`;
const saysOf = (status: number): string =>
  sentenceOf(HTTP_STATUSES[status]?.says({ members: "", features: "" }) ?? "");

/** Those of the table, as they are typed. */
export const EXPLAINED_STATUSES: readonly string[] = Object.keys(HTTP_STATUSES);

/** Empty: the table has no such status. */
export function explainStatus(name: string): readonly Explanation[] {
  if (!EXPLAINED_STATUSES.includes(name)) return [];
  const status = Number(name);
  const meaning = HTTP_STATUSES[status];
  if (!meaning) return [];
  const { code, outcome } = meaning;
  const { exit } = FAILURES[code];
  const does = STATUS_OUTCOMES[outcome];
  const tries = [...meaning.triesOfWrite, ...meaning.tries];
  return [
    {
      document: {
        kind: "http_status",
        status,
        says: saysOf(status),
        code,
        exit_code: exit,
        does,
        tries,
      },
      title: `HTTP status ${status}`,
      says: saysOf(status),
      facts: [
        { name: "What it is", says: "an answer of Clerk's to a request" },
        { name: "What clerkwork does", says: does },
        { name: "What to do", says: tries.join("; or ") },
        {
          name: "Error code",
          says: `${code}, which ends with ${exit}, or with 5 when something was written before`,
        },
      ],
      lists: [],
    },
  ];
}

/** Every status of the table, with what it means. */
export function listStatuses(): Explanation {
  const statuses = Object.keys(HTTP_STATUSES).map(Number);
  return {
    document: {
      kind: "http_statuses",
      statuses: statuses.map((status) => ({ status, says: saysOf(status) })),
    },
    title: "HTTP statuses",
    says: "What Clerk refuses a request with. clerkwork explain STATUS says what is done about it.",
    facts: [],
    lists: [
      {
        title: "Statuses",
        entries: statuses.map((status) => ({ name: String(status), says: saysOf(status) })),
      },
    ],
  };
}
