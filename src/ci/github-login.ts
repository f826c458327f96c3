// Who the token of GitHub writes as.

import type { TrackerError } from "./tracker-error.ts";
import { githubError, unexpectedAnswer } from "./github-error.ts";
import type { OpenOctokit } from "./octokit.ts";

/** The only query that is asked. */
const VIEWER = "query { viewer { login } }";

/** Who writes with the token of a job, which may ask for neither. */
const ACTIONS = "github-actions[bot]";

/** Answers that say "not with this token", or "not at this server". Any other leaves open who it is. */
const SAYS_NO: ReadonlySet<TrackerError["kind"]> = new Set(["forbidden", "not_found"]);

/**
 * The login. Throws a `TrackerError` when GitHub doesn't say: with a guess, the comment that is there would be
 * taken for somebody else's, and a second one made.
 */
export async function askLogin(octokit: OpenOctokit, token: string): Promise<string> {
  const ask = async (question: () => Promise<unknown>): Promise<string | undefined> => {
    try {
      return loginIn(await question());
    } catch (error) {
      const failed = githubError(error, token);
      if (SAYS_NO.has(failed.kind)) return undefined;
      throw failed;
    }
  };
  return (
    (await ask(() => askViewer(octokit))) ??
    (await ask(async () => (await octokit.request("GET /user")).data)) ??
    ACTIONS
  );
}

/** Undefined: the token may not ask. */
async function askViewer(octokit: OpenOctokit): Promise<unknown> {
  try {
    const { viewer } = await octokit.graphql<{ readonly viewer?: unknown }>(VIEWER);
    return viewer;
  } catch (error) {
    if (!(error instanceof Error) || !("errors" in error)) throw error;
    const errors: unknown = error.errors;
    const isNo = Array.isArray(errors) && errors.every((one) => isForbidden(one));
    if (isNo) return undefined;
    throw unexpectedAnswer(200);
  }
}

const isForbidden = (error: unknown): boolean =>
  typeof error === "object" && error !== null && "type" in error && error.type === "FORBIDDEN";

function loginIn(user: unknown): string | undefined {
  if (user === undefined || user === null) return undefined;
  const login = (user as { readonly login?: unknown }).login;
  if (typeof login !== "string" || login === "") throw unexpectedAnswer(200);
  return login;
}
