// What help says of a command beside its flags.

/** Where the documentation is. */
export const DOCS = "https://github.com/clerkwork/clerkwork/blob/main";

export const VARIABLES = {
  CLERK_SECRET_KEY: "The instance's secret key; target.secret_key_env names another variable",
  CLERK_PUBLISHABLE_KEY: "Optional: saves a request; must be of the same instance",
  CLERK_API_URL: "Another address of the Backend API, such as an emulator's",
  HTTPS_PROXY: "The proxy for https; NO_PROXY names hosts that need none",
  NODE_EXTRA_CA_CERTS: "A file of certificates to trust besides",
  NO_COLOR: "No colour, whatever the terminal can show",
} as const;

export type VariableName = keyof typeof VARIABLES;

export interface Note {
  readonly says: string;
  /** Each a command line and what it is for. */
  readonly examples: readonly (readonly [command: string, says: string])[];
  readonly exits: Readonly<Record<string, string>>;
  readonly variables: readonly VariableName[];
  /** Below the repository's root. */
  readonly docs: string;
}

/** What exit 3 is for, everywhere. */
export const INVALID = "the file, a flag or a variable is wrong; no request was sent";
