// clerkwork as a library: the pipeline's functions and the types that go through it.

export { CATALOG, findSection, findSetting, addressesOf } from "./catalog/catalog.ts";
export type { Catalog, DesiredSections, SectionName } from "./catalog/catalog.ts";
export { API_VERSIONS, NEWEST_API_VERSION } from "./catalog/api-version.ts";
export type { ApiVersion } from "./catalog/api-version.ts";
export { HAZARDS } from "./catalog/hazard.ts";
export type { Hazard, HazardRule } from "./catalog/hazard.ts";
export type { Section } from "./catalog/resource.ts";
export type { Json, Setting } from "./catalog/setting.ts";

export { parseDocument } from "./core/file/document.ts";
export type { Document, Parsed } from "./core/file/document.ts";
export { loadText, validate } from "./reconcile/load.ts";
export type { Selection } from "./reconcile/load.ts";
export { reportIssue, sentence } from "./core/finding/issue.ts";
export type { Issue, IssueReport } from "./core/finding/issue.ts";
export type { Position } from "./core/finding/position.ts";
export { environmentsOf, readDesired } from "./core/file/desired.ts";
export type { Consent, Declaration, Desired, Ignore, TargetPin } from "./core/file/desired.ts";

export { parseSecretKey } from "./clerk/secret-key.ts";
export type { SecretKey } from "./clerk/secret-key.ts";
export { parseApiUrl, parsePublishableKey } from "./clerk/address.ts";
export { parseProxy } from "./http/proxy.ts";
export type { Proxy } from "./http/proxy.ts";
export { connect } from "./clerk/backend/connection.ts";
export type { Connection, ConnectionOptions } from "./clerk/backend/connection.ts";
export type { Evidence, Expected, Identity, InstancePort } from "./clerk/instance.ts";

export { planInstance } from "./reconcile/plan.ts";
export type { Planned, PlanOptions } from "./reconcile/plan.ts";
export { applyInstance } from "./reconcile/apply.ts";
export type { ApplyOptions, Progress, Recorder } from "./reconcile/apply.ts";
export { findDrift } from "./reconcile/drift.ts";
export type { Plan, Target } from "./core/plan/plan.ts";
export type { Call } from "./core/plan/call.ts";
export type { Warning } from "./core/finding/warning.ts";
export type { Change, HazardMet, Move } from "./core/plan/change.ts";
export type { InstanceType, Live, Reading, Unreadable } from "./core/value/reading.ts";
export type { Refusal } from "./core/finding/refusal.ts";
export { concludeReport } from "./core/report/report.ts";
export type { CallReport, Outcome, OutcomeKind, Report, SideEffect } from "./core/report/report.ts";
export { renderPlan } from "./core/render/plan.ts";
export { renderReport } from "./core/render/report.ts";
export { renderMarkdown } from "./core/render/markdown.ts";
export { EXIT, Failure } from "./core/finding/failure.ts";
export type { ExitCode } from "./core/finding/failure.ts";

export { startEmulator } from "./emulator/emulator.ts";
export type { Emulator, EmulatorOptions } from "./emulator/emulator.ts";
