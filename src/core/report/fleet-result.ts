// What a run over several environments comes to, for machines.

export const FLEET_RESULTS = [
  "done",
  "failed",
  "differs",
  "invalid",
  "refused",
  "partial",
  "contradicted",
  "interrupted",
] as const;

export type FleetResult = (typeof FLEET_RESULTS)[number];
