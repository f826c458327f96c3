/** A walk through every verb of the emulated collections: what succeeds, and what is refused. */
export interface Step {
  readonly method: string;
  /** `{name}` stands for the id of the item that a step before remembered. */
  readonly path: string;
  readonly body?: { readonly [member: string]: unknown };
  readonly switches?: { readonly [name: string]: unknown };
  /** Remembers the id of the answer's item. */
  readonly as?: string;
  /** Of the answer, in the newest version. */
  readonly status: number;
}

/** A free plan in production, where the collections that need a paid one answer 402. */
const UNPAID = { free_plan: true };

function refusals(path: string, bodies: readonly (readonly [number, Step["body"]])[]): Step[] {
  return bodies.map(([status, body]) => ({
    method: "POST",
    path,
    ...(body && { body }),
    status,
  }));
}

const lists = (path: string): readonly Step[] => [
  { method: "GET", path, status: 200 },
  { method: "GET", path: `${path}?limit=1&offset=1`, status: 200 },
  { method: "GET", path: `${path}?limit=0`, status: 422 },
  ...[
    { largest_page: 1 },
    { missing_items: 1 },
    { between_pages: "item_appears" },
    { between_pages: "item_vanishes" },
    { blocklist_pages: "whole", whole_arrays: true, list_order: "oldest" },
    { blocklist_pages: "first" },
  ].map((switches): Step => ({ method: "GET", path, switches, status: 200 })),
];

const REDIRECT_URLS: readonly Step[] = [
  {
    method: "POST",
    path: "/redirect_urls",
    body: { url: "my-app://callback" },
    as: "url",
    status: 200,
  },
  {
    method: "POST",
    path: "/redirect_urls",
    body: { url: "https://App.example.com" },
    switches: { redirect_url_form: "parsed" },
    status: 200,
  },
  ...refusals("/redirect_urls", [
    [422, {}],
    [422, { url: null }],
    [422, { url: 1 }],
    [422, { url: "nowhere" }],
    [422, { url: "javascript://alert" }],
    [422, { url: `https://example.com/${"a".repeat(3000)}` }],
    [400, { url: "my-app://callback" }],
  ]),
  {
    method: "POST",
    path: "/redirect_urls",
    body: { url: "my-app://callback" },
    switches: { redirect_url_duplicate: "form_identifier_exists" },
    status: 422,
  },
  ...lists("/redirect_urls"),
  { method: "GET", path: "/redirect_urls/{url}", status: 200 },
  { method: "GET", path: "/redirect_urls/ru_none", status: 404 },
  { method: "DELETE", path: "/redirect_urls/{url}", status: 200 },
  { method: "DELETE", path: "/redirect_urls/{url}", status: 404 },
];

const IDENTIFIERS: readonly Step[] = ["allowlist", "blocklist"].flatMap((list) => {
  const path = `/${list}_identifiers`;
  return [
    { method: "POST", path, body: { identifier: "a@example.com" }, as: list, status: 200 },
    { method: "POST", path, body: { identifier: "+15555550100" }, status: 200 },
    { method: "POST", path, body: { identifier: `0x${"a".repeat(40)}` }, status: 200 },
    { method: "POST", path, body: { identifier: "*@example.com" }, status: 200 },
    ...refusals(path, [
      [422, {}],
      [422, { identifier: "nobody" }],
      [400, { identifier: "A@example.com" }],
    ]),
    ...lists(path),
    { method: "GET", path, switches: UNPAID, status: 402 },
    { method: "POST", path, body: { identifier: "c@b.de" }, switches: UNPAID, status: 402 },
    { method: "DELETE", path: `${path}/{${list}}`, switches: UNPAID, status: 402 },
    { method: "DELETE", path: `${path}/{${list}}`, status: 200 },
    { method: "DELETE", path: `${path}/{${list}}`, status: 404 },
  ];
});

const TEMPLATE = { name: "convex", claims: { aud: "convex", name: "{{user.full_name}}" } };
const OWN_KEY = {
  custom_signing_key: true,
  signing_algorithm: "HS256",
  signing_key: "not a real key",
};

const JWT_TEMPLATES: readonly Step[] = [
  { method: "POST", path: "/jwt_templates", body: TEMPLATE, as: "template", status: 200 },
  {
    method: "POST",
    path: "/jwt_templates",
    body: { name: "hasura", claims: {}, lifetime: null, allowed_clock_skew: null, ...OWN_KEY },
    as: "own",
    status: 200,
  },
  ...refusals("/jwt_templates", [
    [422, {}],
    [422, { name: "a", claims: [] }],
    [422, { name: "a", claims: null }],
    [422, { name: "a", claims: {}, lifetime: 29 }],
    [422, { name: "a", claims: {}, allowed_clock_skew: 301 }],
    [422, { name: "a", claims: {}, custom_signing_key: true }],
    [422, TEMPLATE],
    [400, { name: "a", claims: { sub: "me" } }],
  ]),
  ...lists("/jwt_templates"),
  { method: "GET", path: "/jwt_templates/{template}", status: 200 },
  { method: "GET", path: "/jwt_templates/{own}", status: 200 },
  {
    method: "GET",
    path: "/jwt_templates",
    switches: { session_token_template: true },
    status: 200,
  },
  { method: "GET", path: "/jwt_templates/jtmp_none", status: 404 },
  {
    method: "PATCH",
    path: "/jwt_templates/{template}",
    body: { name: "convex_2", claims: {}, lifetime: 3600, allowed_clock_skew: 0, ...OWN_KEY },
    status: 200,
  },
  { method: "PATCH", path: "/jwt_templates/{template}", body: { lifetime: 60 }, status: 422 },
  {
    method: "PATCH",
    path: "/jwt_templates/{template}",
    body: { name: "convex_2", claims: { iat: 1 } },
    status: 400,
  },
  { method: "PATCH", path: "/jwt_templates/jtmp_none", body: TEMPLATE, status: 404 },
  { method: "POST", path: "/jwt_templates", body: TEMPLATE, switches: UNPAID, status: 402 },
  {
    method: "PATCH",
    path: "/jwt_templates/{template}",
    body: TEMPLATE,
    switches: UNPAID,
    status: 402,
  },
  { method: "DELETE", path: "/jwt_templates/{session_token}", status: 403 },
  { method: "DELETE", path: "/jwt_templates/{own}", status: 200 },
  { method: "DELETE", path: "/jwt_templates/{own}", status: 404 },
];

const PERMISSION = { name: "Manage billing", key: "org:billing:manage" };

const PERMISSIONS: readonly Step[] = [
  {
    method: "POST",
    path: "/organization_permissions",
    body: { ...PERMISSION, description: "Change plan and cards" },
    as: "permission",
    status: 200,
  },
  {
    method: "POST",
    path: "/organization_permissions",
    body: { name: "Read", key: "org:billing:read" },
    as: "reading",
    status: 200,
  },
  ...refusals("/organization_permissions", [
    [422, {}],
    [422, { name: "a", key: "billing" }],
    [422, { name: "a", key: "org:sys_billing:read" }],
    [422, PERMISSION],
  ]),
  ...lists("/organization_permissions"),
  { method: "GET", path: "/organization_permissions?query=org:sys_&order_by=key", status: 200 },
  {
    method: "POST",
    path: "/organization_permissions",
    body: { name: "a", key: "org:a:a" },
    switches: UNPAID,
    status: 402,
  },
  {
    method: "POST",
    path: "/organization_permissions",
    body: { name: "a", key: "org:a:a" },
    switches: { missing_features: ["a"] },
    status: 404,
  },
  { method: "GET", path: "/organization_permissions/{permission}", status: 200 },
  { method: "GET", path: "/organization_permissions/{org:sys_profile:manage}", status: 200 },
  {
    method: "PATCH",
    path: "/organization_permissions/{permission}",
    body: { name: "Billing", key: "org:money:manage", description: "" },
    status: 200,
  },
  {
    method: "PATCH",
    path: "/organization_permissions/{org:sys_profile:manage}",
    body: { name: "Mine" },
    status: 403,
  },
  {
    method: "PATCH",
    path: "/organization_permissions/perm_none",
    body: { name: "a" },
    status: 404,
  },
  {
    method: "PATCH",
    path: "/organization_permissions/{permission}",
    body: { key: "org:billing:read" },
    status: 422,
  },
  { method: "DELETE", path: "/organization_permissions/{org:sys_profile:manage}", status: 403 },
];

const ROLE = { name: "Billing admin", key: "org:billing_admin" };

const ROLES: readonly Step[] = [
  {
    method: "POST",
    path: "/organization_roles",
    body: {
      ...ROLE,
      description: null,
      permissions: ["{permission}", "{org:sys_memberships:read}"],
      include_in_initial_role_set: true,
    },
    as: "role",
    status: 200,
  },
  ...refusals("/organization_roles", [
    [422, {}],
    [422, { name: "a", key: "org:with-dash" }],
    [422, ROLE],
    [404, { name: "a", key: "org:a", permissions: ["perm_none"] }],
  ]),
  ...[{ max_allowed_roles: 1 }, { organizations_required: true }].map((switches): Step => ({
    method: "POST",
    path: "/organization_roles",
    body: { name: "a", key: "org:a" },
    switches,
    status: 403,
  })),
  {
    method: "POST",
    path: "/organization_roles",
    body: { name: "a", key: "org:a" },
    switches: UNPAID,
    status: 402,
  },
  ...lists("/organization_roles"),
  { method: "GET", path: "/organization_roles/{role}", status: 200 },
  {
    method: "PATCH",
    path: "/organization_roles/{role}",
    body: { name: "Money", key: "org:money", description: "x", permissions: ["{reading}"] },
    status: 200,
  },
  {
    method: "PATCH",
    path: "/organization_roles/{role}",
    body: { name: null, key: null, description: null, permissions: null },
    status: 200,
  },
  { method: "PATCH", path: "/organization_roles/{role}", body: { key: "org:admin" }, status: 422 },
  {
    method: "PATCH",
    path: "/organization_roles/{org:admin}",
    body: { permissions: [] },
    status: 422,
  },
  { method: "PATCH", path: "/organization_roles/role_none", body: {}, status: 404 },
  { method: "POST", path: "/organization_roles/{role}/permissions/{permission}", status: 200 },
  { method: "POST", path: "/organization_roles/{role}/permissions/{permission}", status: 409 },
  { method: "POST", path: "/organization_roles/{role}/permissions/perm_none", status: 404 },
  { method: "DELETE", path: "/organization_roles/{role}/permissions/{permission}", status: 200 },
  { method: "DELETE", path: "/organization_roles/{role}/permissions/{permission}", status: 404 },
  {
    method: "DELETE",
    path: "/organization_roles/{org:admin}/permissions/{org:sys_profile:delete}",
    status: 422,
  },
  { method: "DELETE", path: "/organization_roles/{org:admin}", status: 422 },
  { method: "DELETE", path: "/organization_roles/{role}", status: 200 },
  { method: "DELETE", path: "/organization_roles/{role}", status: 404 },
  { method: "DELETE", path: "/organization_permissions/{permission}", status: 200 },
  { method: "DELETE", path: "/organization_permissions/{permission}", status: 404 },
];

const SET = {
  name: "Partners",
  roles: ["org:admin", "org:member"],
  default_role_key: "org:member",
  creator_role_key: "org:admin",
};
const ROOM = { max_role_sets_allowed: 10 };

const ROLE_SETS: readonly Step[] = [
  { method: "POST", path: "/role_sets", body: SET, switches: ROOM, as: "set", status: 200 },
  {
    method: "POST",
    path: "/role_sets",
    body: { ...SET, name: "Second", key: "role_set:second", description: null, type: "custom" },
    switches: ROOM,
    as: "second",
    status: 200,
  },
  ...refusals("/role_sets", [
    [422, {}],
    [422, { ...SET, key: "partners" }],
    [422, { ...SET, roles: ["org:member"] }],
    [422, { ...SET, creator_role_key: "org:member" }],
    [404, { ...SET, roles: ["org:none"] }],
    [422, SET],
    [403, { ...SET, name: "Third" }],
  ]),
  { method: "POST", path: "/role_sets", body: SET, switches: UNPAID, status: 402 },
  { method: "GET", path: "/role_sets", switches: { organizations_required: true }, status: 403 },
  ...lists("/role_sets"),
  { method: "GET", path: "/role_sets/{set}", status: 200 },
  { method: "GET", path: "/role_sets/role_set:default", status: 200 },
  { method: "GET", path: "/role_sets/role_set:none", status: 404 },
  {
    method: "PATCH",
    path: "/role_sets/role_set%3Apartners",
    body: { name: "All", description: "x", type: "initial", default_role_key: "org:admin" },
    status: 200,
  },
  { method: "PATCH", path: "/role_sets/{set}", body: { key: null, type: null }, status: 200 },
  {
    method: "PATCH",
    path: "/role_sets/{set}",
    body: { creator_role_key: "org:member" },
    status: 422,
  },
  { method: "PATCH", path: "/role_sets/role_set:none", body: {}, status: 404 },
  {
    method: "POST",
    path: "/role_sets/{set}/roles",
    body: { role_keys: ["org:money"], default_role_key: "org:money" },
    status: 404,
  },
  {
    method: "POST",
    path: "/role_sets/{set}/roles",
    body: { role_keys: ["org:member"], default_role_key: "org:member" },
    status: 200,
  },
  { method: "POST", path: "/role_sets/{set}/roles", body: { role_keys: [] }, status: 422 },
  {
    method: "POST",
    path: "/role_sets/{set}/roles/replace",
    body: { role_key: "org:member", to_role_key: "org:admin" },
    status: 200,
  },
  {
    method: "POST",
    path: "/role_sets/{set}/roles/replace",
    body: { role_key: "org:member", to_role_key: "org:admin" },
    status: 404,
  },
  { method: "POST", path: "/role_sets/{set}/roles/replace", body: {}, status: 422 },
  {
    method: "POST",
    path: "/role_sets/{second}/replace",
    body: {
      dest_role_set_key: "role_set:partners",
      reassignment_mappings: { "org:member": "org:member" },
    },
    status: 422,
  },
  {
    method: "POST",
    path: "/role_sets/{set}/replace",
    body: { dest_role_set_key: "role_set:second" },
    status: 403,
  },
  {
    method: "POST",
    path: "/role_sets/{second}/replace",
    body: {
      dest_role_set_key: "role_set:partners",
      reassignment_mappings: { "org:member": "org:admin" },
    },
    status: 200,
  },
  {
    method: "POST",
    path: "/role_sets/{second}/replace",
    body: { dest_role_set_key: "role_set:partners" },
    status: 404,
  },
];

export const STEPS: readonly Step[] = [
  ...REDIRECT_URLS,
  ...IDENTIFIERS,
  ...JWT_TEMPLATES,
  ...PERMISSIONS,
  ...ROLES,
  ...ROLE_SETS,
];

/** The paths that the walk is about, without what stands behind them. */
export const WALKED: readonly string[] = [
  "/redirect_urls",
  "/allowlist_identifiers",
  "/blocklist_identifiers",
  "/jwt_templates",
  "/organization_permissions",
  "/organization_roles",
  "/role_sets",
];
