// One Clerk instance, in the words of this tool. The verbs speak to it and know nothing of its API.
// Every method but `send` throws a `Failure`, and nothing else, for what goes wrong between here and Clerk;
// what becomes of a call that was sent is in its evidence.

import type { Collection } from "../catalog/item-row.ts";
import type { Row } from "../catalog/resource.ts";
import type { Json } from "../catalog/setting.ts";
import type { TargetPin } from "../core/file/desired.ts";
import type { Call } from "../core/plan/call.ts";
import type { Move } from "../core/plan/change.ts";
import type { Facts } from "../core/plan/facts.ts";
import type { Problem, Stop } from "../core/report/report.ts";
import type { InstanceType, Live, Readings, Role } from "../core/value/reading.ts";

/** Which instance a secret key opens. */
export interface Identity {
  readonly id: string;
  readonly type: InstanceType;
}

/** Which instance it should be. */
export interface Expected {
  readonly pin: TargetPin;
  /** Where the pin stands, for a message; absent: "the file". */
  readonly file?: string;
  /** The file's environment; null: its top level. */
  readonly environment: string | null;
  /** The instances that the file's environments are pinned to: id → names. */
  readonly pinned?: ReadonlyMap<string, readonly string[]>;
}

/** Whether the file says which instance is meant. */
export const isPinned = ({ instance_id: id, environment_type: type }: TargetPin): boolean =>
  id !== undefined || type !== undefined;

/** A row to read. The value that is wanted, where there is one, says whether roles are needed. */
export interface Wanted extends Row {
  readonly value?: Json;
}

/** What came of one call. Never judged here. */
export interface Evidence {
  /** How often it was sent. */
  readonly attempts: number;
  /** HTTP status of the last answer; null: none came. */
  readonly status: number | null;
  readonly traceId: string | null;
  /** The section as the answer shows it; undefined: the answer has no body. */
  readonly echo?: Readings | undefined;
  /** What reads after the write show; undefined: none were made, or none came back. */
  readonly after?: Readings | undefined;
  /** Undefined: Clerk accepted the call, or reads show that it landed. */
  readonly failure?: CallFailure;
}

/** Why a call did not go through. */
export interface CallFailure {
  /** `ambiguous`: an answer was lost, and nothing shows whether the call landed. */
  readonly outcome: "failed" | "ambiguous" | "not_attempted";
  readonly detail: string;
  /** The same for a person, once for the whole call. */
  readonly problem?: Problem;
  readonly stop: Stop;
  /** Clerk's plan or permissions refuse this section (402, 403): others may go on. */
  readonly sectionOnly: boolean;
}

/** How what was sent is read back. */
export interface VerifyOptions {
  /** The call's settings as they were read right before it was sent. */
  readonly before: Readings;
  /** Ends waiting, reading and trying again; a request that writes and is on its way is waited for. */
  readonly signal?: AbortSignal | undefined;
  /** Told what is waited for. */
  readonly onWait?: (detail: string) => void;
}

/** How a call is sent. */
export interface SendOptions extends VerifyOptions {
  readonly roles: readonly Role[];
}

/** What the pipeline asks of an instance; a `Connection` is one. */
export interface InstancePort {
  /** Without `/v1`. */
  readonly apiUrl: string;
  /**
   * Which instance the secret key opens. With a pin, nothing else is asked before. Throws (exit 4) when
   * key, pin and instance disagree.
   */
  readonly identify: (expected: Expected) => Promise<Identity>;
  /** A reading for each row, the lists of the collections, and the roles when one must be translated. */
  readonly observe: (rows: readonly Wanted[], collections?: readonly Collection[]) => Promise<Live>;
  /** What a guard asks of these moves. Fails closed: a look-up that fails is a fact of its own. */
  readonly lookUp: (
    moves: readonly Move[],
    declared: readonly Wanted[],
    live: Live,
    type: InstanceType,
  ) => Promise<Facts>;
  /** The calls that make the moves, in order. */
  readonly callsFor: (moves: readonly Move[], live: Live) => readonly Call[];
  /** The settings of one call as they are now, and those beside them that the same answers show. Always asked anew. */
  readonly reread: (moves: readonly Move[]) => Promise<Readings>;
  /** Sends one call and finds out what came of it. A lost answer is followed by reads, never by a blind resend. */
  readonly send: (call: Call, moves: readonly Move[], options: SendOptions) => Promise<Evidence>;
  /** Reads what an accepted call's answer leaves open, for a bounded time; undefined: no read came back. */
  readonly verify: (
    moves: readonly Move[],
    options: VerifyOptions,
  ) => Promise<Readings | undefined>;
  /** A keyed hash of what an environment variable holds, to know it again by; undefined: it is not set. */
  readonly sealOf?: (variable: string) => string | undefined;
  /**
   * The primary domain, where an answer that was read anyway names it; asks nothing. Absent: nobody knows.
   */
  readonly domain?: () => Promise<string | null>;
  /** What was read so far no longer counts. */
  readonly forget: () => void;
}
