// In which group of a command's help each flag stands.

/** The groups, in the order in which help shows them. */
export const GROUPS = {
  read: "What to read",
  several: "Of several environments",
  allow: "What to allow",
  output: "Output",
  ci: "In CI",
  other: "Other",
} as const;

export type Group = keyof typeof GROUPS;

const MEMBERS: Readonly<Record<Group, readonly string[]>> = {
  read: [
    "file",
    "env",
    "all",
    "base",
    "only",
    "dotenv",
    "keysFile",
    "receipt",
    "withoutFrontendApi",
    "checkOpenapi",
    "since",
    "against",
    "of",
    "unmanaged",
    "declared",
    "state",
  ],
  several: ["match", "concurrency", "shard", "max", "per"],
  allow: [
    "yes",
    "allow",
    "maxChanges",
    "maxDeletes",
    "expect",
    "maxPlanAge",
    "keepGoing",
    "requireConfirmed",
    "confirm",
    "secondary",
    "force",
    "add",
  ],
  output: [
    "out",
    "report",
    "html",
    "ci",
    "dryRun",
    "format",
    "full",
    "showIdentifiers",
    "color",
    "verbose",
    "detailedExitcode",
    "failOn",
  ],
  ci: ["comment", "commentKey", "issue", "issueLabel", "summary", "outputs", "ciReports"],
  other: ["timeout", "port"],
};

/** Flags that mean something else in one command: `command.flag`. */
const ELSEWHERE: Readonly<Record<string, Group>> = {
  "rollback.receipt": "output",
};

const GROUP_OF: ReadonlyMap<string, Group> = new Map(
  Object.entries(MEMBERS).flatMap(([group, flags]) =>
    flags.map((flag): [string, Group] => [flag, group as Group]),
  ),
);

/** Whether the table names a flag; help shows those that it does not name in `other`. */
export const isGrouped = (flag: string): boolean => GROUP_OF.has(flag);

/** The one group of a flag. */
export function groupOf(command: string, flag: string): Group {
  return ELSEWHERE[`${command}.${flag}`] ?? GROUP_OF.get(flag) ?? "other";
}

/** Position within the groups; flags that the table does not name come last. */
export function placeOf(flag: string): number {
  const place = [...GROUP_OF.keys()].indexOf(flag);
  return place < 0 ? GROUP_OF.size : place;
}
