// clerkwork as a library: the pipeline's functions and the types that go through it.

export { CATALOG, findSection, findSetting, addressesOf } from "./catalog/catalog.ts";
export type { Catalog, DesiredSections, SectionName } from "./catalog/catalog.ts";
export { API_VERSIONS, NEWEST_API_VERSION } from "./catalog/api-version.ts";
export type { ApiVersion } from "./catalog/api-version.ts";
export { HAZARDS } from "./catalog/hazard.ts";
export type { Hazard, HazardRule } from "./catalog/hazard.ts";
export type { Json, Section, Setting } from "./catalog/setting.ts";

export { parseDocument } from "./core/document.ts";
export type { Document, Parsed } from "./core/document.ts";
export { validate } from "./validate-document.ts";
export { reportIssue, sentence } from "./core/issue.ts";
export type { Issue, IssueReport, Position } from "./core/issue.ts";
export { environmentsOf, readDesired } from "./core/desired.ts";
export type { Consent, Declaration, Desired, Ignore, TargetPin } from "./core/desired.ts";

export { parseSecretKey } from "./clerk/secret-key.ts";
export type { SecretKey } from "./clerk/secret-key.ts";
export { parseApiUrl, parsePublishableKey } from "./clerk/address.ts";
export { connect } from "./clerk/connection.ts";
export type { Connection, ConnectionOptions } from "./clerk/connection.ts";
export { Trouble } from "./clerk/trouble.ts";

export { planInstance, applyInstance } from "./reconcile.ts";
export type { ApplyInstanceOptions, Planned, PlanOptions } from "./reconcile.ts";
export type { Call, Plan, Target, Warning } from "./core/plan.ts";
export type { Change, EnvironmentType } from "./core/diff.ts";
export type { Reading, Unreadable } from "./core/reading.ts";
export type { Refusal } from "./core/refusal.ts";
export { toDrift } from "./core/drift.ts";
export { concludeReport } from "./core/outcome.ts";
export type { CallReport, Outcome, OutcomeKind, Report, SideEffect } from "./core/outcome.ts";
export { renderPlan } from "./core/render-plan.ts";
export { renderReport } from "./core/render-report.ts";
export { renderMarkdown } from "./core/render-markdown.ts";
export { EXIT, Failure } from "./core/failure.ts";
export type { ExitCode } from "./core/failure.ts";

export { startEmulator } from "./emulator/emulator.ts";
export type { Emulator, EmulatorOptions } from "./emulator/emulator.ts";
