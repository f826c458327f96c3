// The goals, and how far each one is reached.

const isWrite = ({ method }) => method !== "GET";

const ratio = (of, to) => (of && to ? of.median / to.median : undefined);

/**
 * Reads of an apply beyond its plan, and how many the goal allows: each source read again once, once
 * more for the source that two of the sections share, and once to verify each section that Clerk answers
 * with 204.
 */
function readsBeyondPlan(planned, applied) {
  const reads = applied.filter((request) => !isWrite(request));
  const sources = new Set(reads.map(({ path }) => path));
  const silent = applied.filter((request) => isWrite(request) && request.status === 204);
  return { value: reads.length - planned.length, goal: sources.size + 1 + silent.length };
}

export function judge({ startUp, server, memory, counts, sizes }) {
  const at100 = server[100];
  const goals = [
    {
      id: "version",
      what: "`--version` : `node -e 0`",
      goal: 1.25,
      value: ratio(startUp.version, startUp.node),
    },
    {
      id: "validate",
      what: "`validate -f examples/full.yaml` : `node -e 0`",
      goal: 1.8,
      value: ratio(startUp.validate, startUp.node),
    },
    {
      id: "ajv",
      what: "`validate` : `ajv validate` of ajv-cli, the same schema and file",
      goal: 1,
      value: ratio(startUp.validate, startUp.ajv),
    },
    {
      id: "plan",
      what: "`plan`, 100 ms per request : `clerk config pull`",
      goal: 0.45,
      value: ratio(at100.plan?.total, at100.pull?.total),
    },
    {
      id: "plan-pk",
      what: "the same with `CLERK_PUBLISHABLE_KEY`",
      goal: 0.33,
      value: ratio(at100["plan-pk"]?.total, at100.pull?.total),
    },
    { id: "requests", what: "`plan`: requests", goal: 6, value: counts.plan.requests.length },
    { id: "trips", what: "`plan`: round trips", goal: 2, value: counts.plan.roundTrips },
    {
      id: "trips-pk",
      what: "the same with `CLERK_PUBLISHABLE_KEY`",
      goal: 1,
      value: counts["plan-pk"].roundTrips,
    },
    {
      id: "requests-role",
      what: "`plan` with a role to change: requests",
      goal: 6,
      value: counts["plan-role"].requests.length,
    },
    {
      id: "trips-role",
      what: "`plan` with a role to change: round trips",
      goal: 2,
      value: counts["plan-role"].roundTrips,
    },
    {
      id: "trips-role-pk",
      what: "the same with `CLERK_PUBLISHABLE_KEY`",
      goal: 1,
      value: counts["plan-role-pk"].roundTrips,
    },
    {
      id: "same",
      what: "`apply --yes`, nothing to change: writes",
      goal: 0,
      value: counts.same.requests.filter(isWrite).length,
    },
    {
      id: "apply",
      what: "`apply --yes`, four sections: reads beyond the plan",
      ...readsBeyondPlan(counts.plan.requests, counts.apply.requests),
    },
    {
      id: "trips-apply",
      what: "`apply --yes`, four sections: round trips",
      goal: 7,
      value: counts.apply.roundTrips,
    },
    {
      id: "apply-patch",
      what: "`apply --yes`, four sections, 100 ms per request : `clerk config patch --yes`",
      goal: 0.85,
      value: ratio(at100.apply?.total, at100.patch?.total),
    },
    {
      id: "memory",
      what: "`plan`: peak memory : `node -e 0`",
      goal: 1.6,
      value: ratio(memory.plan, memory.node),
    },
    {
      id: "size",
      what: "installed size, MB",
      goal: 2,
      value: sizes.clerkwork.bytes / 1e6,
    },
  ];
  return goals.map((one) => ({
    ...one,
    met: one.value === undefined ? undefined : one.value <= one.goal,
    missedBy: one.value > one.goal ? one.value - one.goal : 0,
  }));
}
