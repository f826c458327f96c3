// An instance while the server runs: its states so far, and how it behaves.

import type { Fault } from "../http/faults.ts";
import type { InstanceState } from "./instance-state.ts";
import type { LoggedRequest } from "../http/request-log.ts";
import type { EnvironmentType } from "./secret-key.ts";
import type { RateWindow } from "../http/rate-limit.ts";
import type { Switches } from "./switches.ts";

interface Moment {
  readonly since: number;
  readonly state: InstanceState;
}

/** One emulated instance while the server runs: its states so far, and how it behaves. */
export interface Instance {
  /** Oldest first; never empty. */
  history: readonly Moment[];
  switches: Switches;
  faults: readonly Fault[];
  requests: readonly LoggedRequest[];
  window: RateWindow;
}

export function openInstance(state: InstanceState, switches: Switches): Instance {
  const history = [{ since: 0, state }];
  return {
    history,
    switches,
    faults: [],
    requests: [],
    window: { opened: 0, used: 0 },
  };
}

/** The state as a read sees it that lags by so many milliseconds; 0 is the newest. */
export function stateBehind(instance: Instance, now: number, lag: number): InstanceState {
  const visible = instance.history.findLast(({ since }) => since <= now - lag || lag === 0);
  const [oldest] = instance.history;
  const moment = visible ?? oldest;
  if (!moment) throw new Error("an instance has at least one state");
  return moment.state;
}

export function newestState(instance: Instance): InstanceState {
  return stateBehind(instance, 0, 0);
}

/** How long states stay readable after a write, however long the lag. */
const REMEMBERED_MS = 600_000;

export function advance(instance: Instance, state: InstanceState, now: number): void {
  const kept = instance.history.filter(
    (_, position) => (instance.history[position + 1]?.since ?? now) > now - REMEMBERED_MS,
  );
  instance.history = [...kept, { since: now, state }];
}

export function environmentTypeOf(instance: Instance): EnvironmentType {
  return instance.switches.environment_type ?? newestState(instance).environmentType;
}
