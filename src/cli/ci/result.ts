// What is told of a run.

import type { GitHubPlace, GitLabPlace } from "../../ci/place.ts";
import type { Failure } from "../../core/finding/failure.ts";
import type { Whereabouts } from "../../core/render/comment/comment.ts";
import type { Part } from "../../core/render/comment/part.ts";
import type { EnvironmentRecord, RecordedCommand } from "../../core/report/record.ts";
import type { CiFlags } from "../ci-flags.ts";
import type { EndCode } from "../context.ts";
import type { RepeatedFlags } from "../screen/command-line.ts";

/** The command line, as far as it says what is told, and of what. */
export type Told = CiFlags & RepeatedFlags & { readonly out?: string };

/** What a run came to, for those who tell of it. */
export interface Result {
  readonly command: RecordedCommand;
  readonly code: EndCode;
  readonly failure: Failure | undefined;
  readonly records: readonly EnvironmentRecord[];
  readonly parts: readonly Part[];
  /** The run as `--format json` prints it. */
  readonly document: string;
  /** Null: no CI that is known. */
  readonly place: GitHubPlace | GitLabPlace | null;
  readonly whereabouts: Whereabouts;
  /** What tells its comment or issue from others. */
  readonly key: string;
}
