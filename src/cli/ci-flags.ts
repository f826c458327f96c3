// Flags that tell a CI system what a run came to.

import { switchFlag, textFlag } from "./flags.ts";

/** Which pull request gets a comment: `auto` makes none for a plan without changes; `always` makes one then too. */
export type CommentMode = "auto" | "always";

interface OutputFlags {
  readonly summary?: boolean;
  readonly outputs?: boolean;
  readonly ciReports?: string;
}

/** Flags of commands that may comment on a pull request. */
export interface CommentFlags extends OutputFlags {
  readonly comment?: CommentMode;
  readonly commentKey?: string;
}

/** Flags of commands that may keep an issue. */
export interface IssueFlags extends OutputFlags {
  readonly issue?: boolean;
  readonly issueLabel?: readonly string[];
}

export type CiFlags = CommentFlags & IssueFlags;

const OUTPUT_FLAGS = {
  summary: switchFlag("Write the job summary of GitHub Actions"),
  outputs: switchFlag("Set the outputs of the step on GitHub Actions"),
  ciReports: textFlag("Write report files for GitLab CI into this folder", "DIR"),
} as const;

function parseMode(text: string): CommentMode {
  if (text === "" || text === "auto") return "auto";
  if (text === "always") return "always";
  throw new Error(`must be auto or always, as in --comment=always, not ${JSON.stringify(text)}`);
}

export const COMMENT_FLAGS = {
  ...OUTPUT_FLAGS,
  comment: {
    kind: "parsed",
    parse: parseMode,
    inferEmpty: true,
    optional: true,
    brief:
      "Keep one comment in the pull request: --comment, or --comment=always without changes too",
    placeholder: "MODE",
  },
  commentKey: textFlag("What tells this comment from others (default: file and names)", "TEXT"),
} as const;

export const ISSUE_FLAGS = {
  ...OUTPUT_FLAGS,
  issue: switchFlag("Keep one issue open while something differs"),
  issueLabel: {
    kind: "parsed",
    parse: String,
    optional: true,
    variadic: true,
    brief: "LABEL of a new issue; repeatable",
    placeholder: "LABEL",
  },
} as const;

/** Whether anything of it is asked for. */
export const tellsCi = (flags: CiFlags): boolean =>
  flags.summary === true ||
  flags.outputs === true ||
  flags.ciReports !== undefined ||
  flags.comment !== undefined ||
  flags.issue === true;
