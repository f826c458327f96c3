// clerkwork as a library: the easy door (loadFile, connect), and the pipeline's functions with the types that go
// through it.

export { loadFile } from "./library/load-file.ts";
export type { LoadedFile, LoadOptions } from "./library/load-file.ts";
export { connect } from "./library/connect.ts";
export type {
  Instance,
  InstanceDrift,
  InstanceOptions,
  InstancePlan,
  InstancePlanOptions,
  InstanceReport,
  Shown,
} from "./library/connect.ts";

export { CATALOG, findSection, findSetting, addressesOf } from "./catalog/catalog.ts";
export type { Catalog, DesiredItems, DesiredSections, SectionName } from "./catalog/catalog.ts";
export type { Collection } from "./catalog/item-row.ts";
export type { ItemHazardRule, Items, KeyFold, Unlisted } from "./catalog/items.ts";
export { API_VERSIONS, NEWEST_API_VERSION } from "./catalog/api-version.ts";
export type { ApiVersion } from "./catalog/api-version.ts";
export { HAZARDS } from "./catalog/hazard.ts";
export type { Direction, Hazard, HazardRule } from "./catalog/hazard.ts";
export type { Resource, Row, Section } from "./catalog/resource.ts";
export type {
  AllowlistNeed,
  Comparison,
  EffectiveWhile,
  ItemRef,
  Json,
  JsonSchema,
  ReadSource,
  Setting,
  Transform,
  WriteTransform,
} from "./catalog/setting.ts";

export { parseDocument } from "./core/file/document.ts";
export type { Document, Layout, Parsed } from "./core/file/document.ts";
export { loadText, validate } from "./reconcile/load.ts";
export type { Selection } from "./reconcile/load.ts";
export { reportIssue, sentence } from "./core/finding/issue.ts";
export type { Issue, IssueCode, IssueReport } from "./core/finding/issue.ts";
export type { Position } from "./core/finding/position.ts";
export { environmentsOf, readDesired } from "./core/file/desired.ts";
export type {
  AllowedDifference,
  Consent,
  Declaration,
  Desired,
  Ignore,
  TargetPin,
} from "./core/file/desired.ts";

export { parseSecretKey } from "./clerk/secret-key.ts";
export type { SecretKey } from "./clerk/secret-key.ts";
export { parseApiUrl, parsePublishableKey } from "./clerk/address.ts";
export { parseProxy } from "./http/proxy.ts";
export type { Proxy } from "./http/proxy.ts";
export { connect as openConnection } from "./clerk/backend/connection.ts";
export type { Connection, ConnectionOptions } from "./clerk/backend/connection.ts";
export type {
  CallFailure,
  Evidence,
  Expected,
  Identity,
  InstancePort,
  SendOptions,
  VerifyOptions,
  Wanted,
} from "./clerk/instance.ts";

export { planInstance } from "./reconcile/plan.ts";
export type { Planned, PlanOptions } from "./reconcile/plan.ts";
export { applyInstance } from "./reconcile/apply.ts";
export type { ApplyOptions, Progress, Recorder } from "./reconcile/apply.ts";
export { findDrift } from "./reconcile/drift.ts";
export type { IgnoredSetting, Plan, PlanKind, PlanResult, Target } from "./core/plan/plan.ts";
export type { BodyValue, Call } from "./core/plan/call.ts";
export type { Warning, WarningCode } from "./core/finding/warning.ts";
export type { Action, Change, ConsentGiven, HazardMet, Move } from "./core/plan/change.ts";
export type {
  InstanceType,
  Listing,
  Live,
  Reading,
  Readings,
  Role,
  Unreadable,
} from "./core/value/reading.ts";
export type { Refusal, RefusalCode } from "./core/finding/refusal.ts";
export { concludeReport } from "./core/report/report.ts";
export type {
  CallReport,
  Conclusion,
  Outcome,
  OutcomeKind,
  Problem,
  Report,
  SideEffect,
  Stop,
} from "./core/report/report.ts";
export { renderPlan } from "./core/render/plan.ts";
export { renderReport } from "./core/render/report.ts";
export { renderMarkdown } from "./core/render/markdown.ts";
export type { PageView } from "./core/render/markdown.ts";
export { EXIT, Failure } from "./core/finding/failure.ts";
export type { ExitCode, FailureCode } from "./core/finding/failure.ts";

export { startEmulator } from "./emulator/emulator.ts";
export type { EmulatedRequest, Emulator, EmulatorOptions } from "./emulator/emulator.ts";
export type { Line, Span, Tone } from "./core/text/line.ts";
export type { Sent } from "./core/report/conclusion.ts";
export type { ReportOptions, Timing } from "./core/render/report.ts";
export type { LoggedRequest, RequestLog } from "./http/request.ts";
export type { Allowance, Permissions } from "./core/plan/consent.ts";
export type { Facts } from "./core/plan/facts.ts";
export type { IdleSwitch } from "./core/plan/facts.ts";
export type { Commands } from "./core/render/closing.ts";
export type { RequestError, RequestErrorKind, RequestTarget } from "./http/request-error.ts";
export type { Ending, Source, View, WaysOn } from "./core/render/view.ts";
export type { ConsentsPlace, WrittenConsent } from "./core/file/consents-place.ts";
export type { LastWrite, LastWrites } from "./core/plan/lag.ts";
export type { UnmanagedSetting } from "./core/plan/unmanaged.ts";
export type { Policy } from "./core/file/items.ts";
export type { UnlistedItems } from "./core/plan/collections.ts";
