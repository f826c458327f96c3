// What a pull did not write though it differs, counted by why, and what to do about it.

import { UNSAFE_EDIT, type PullReport } from "../report/pull.ts";
import { plural } from "../text/line.ts";

const isUnsafe = ({ code }: PullReport["refused"][number]): boolean => code === UNSAFE_EDIT;

/** What differs and was not written, counted by why; empty: nothing. */
export function refusedOf(refused: PullReport["refused"]): string {
  const unsafe = refused.filter(isUnsafe).length;
  const unsaid = refused.length - unsafe;
  return [
    ...(unsafe === 0 ? [] : [`${unsafe} could not be edited safely`]),
    ...(unsaid === 0
      ? []
      : [
          `${plural(unsaid, "declared setting")} ${unsaid === 1 ? "differs" : "differ"} and can't be taken over`,
        ]),
  ].join("; ");
}

/** What a person does about it, without a stop at its end. */
export function remedyOf(refused: PullReport["refused"]): string {
  const unsaid = refused.filter((one) => !isUnsafe(one));
  const byHand = "Write those lines out, or change them by hand";
  if (unsaid.length === 0) return byHand;
  const alone =
    unsaid.length === 1
      ? "Delete its line, so that clerkwork leaves the setting alone, or change it in Clerk"
      : "Delete their lines, so that clerkwork leaves the settings alone, or change them in Clerk";
  if (unsaid.length === refused.length) return alone;
  return `${byHand}. For what can't be taken over: ${alone.charAt(0).toLowerCase()}${alone.slice(1)}`;
}
