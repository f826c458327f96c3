// The routes of the collections: five verbs at most, over rows.

import { shown, type Answering, type Call, type Route } from "../backend/call.ts";
import { refuseUnpaidFeature } from "../backend/plan-limits.ts";
import type { Outcome } from "../http/answer.ts";
import { apiError } from "../http/errors.ts";
import type { InstanceState } from "../state/instance-state.ts";
import type { EmulatedCollection, Verb } from "./collection.ts";
import { listItems } from "./list-items.ts";
import { showItem } from "./show-items.ts";
import { createItem, deleteItem, patchItem, requireItem } from "./write-items.ts";

const PLACE_OF: { readonly [Name in Verb]: readonly [method: string, below: string] } = {
  list: ["GET", ""],
  create: ["POST", ""],
  show: ["GET", "/{id}"],
  patch: ["PATCH", "/{id}"],
  delete: ["DELETE", "/{id}"],
};

/** Two created at once: the second fails, as seen with permissions. The first one's answer comes when it is done. */
function createAlone(
  collection: EmulatedCollection,
  state: InstanceState,
  call: Call,
): Outcome<InstanceState> {
  const takes = collection.creationTakes?.(call.switches) ?? 0;
  if (takes > 0 && call.now < (state.busyUntil[collection.name] ?? 0)) {
    throw apiError("internal_clerk_error");
  }
  const { next, item } = createItem(collection, state, call);
  const body = showItem(collection, next, item);
  if (takes === 0) return { ...shown(body), next };
  const busyUntil = { ...next.busyUntil, [collection.name]: call.now + takes };
  // A timer may end a little early by the clock that requests are judged by.
  return {
    answer: { status: 200, body, delayMs: takes + 5 },
    next: { ...next, busyUntil },
  };
}

type Answers = { readonly [Name in Verb]: Answering };

function answersOf(collection: EmulatedCollection): Answers {
  return {
    list: (state, call) => listItems(collection, state, call),
    create: (state, call) => createAlone(collection, state, call),
    show: (state, _, [id = ""]) =>
      shown(showItem(collection, state, requireItem(collection, state, id))),
    patch: (state, call, [id = ""]) => {
      const from = requireItem(collection, state, id);
      const { next, item } = patchItem(collection, state, call, from);
      return { ...shown(showItem(collection, next, item)), next };
    },
    delete: (state, _, [id = ""]) => {
      const gone = deleteItem(collection, state, requireItem(collection, state, id));
      return { ...shown(gone.shown), next: gone.next };
    },
  };
}

/** The routes of a collection; a verb that needs a plan is refused before anything else is looked at. */
export function routesOf(collection: EmulatedCollection): readonly Route[] {
  const { path, versions, verbs, plan, admit } = collection;
  const answers = answersOf(collection);
  return verbs.map((verb) => {
    const [method, below] = PLACE_OF[verb];
    return {
      method,
      path: path + below,
      versions,
      answer: (state, call, ids) => {
        if (plan?.verbs.includes(verb)) refuseUnpaidFeature(plan.feature, call);
        admit?.(state, call.switches);
        return answers[verb](state, call, ids);
      },
    };
  });
}
