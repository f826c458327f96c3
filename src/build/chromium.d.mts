/** Flags for a Chromium of the system that shows pages without a network and without a sandbox. */
export const CHROMIUM_FLAGS: readonly string[];
/** Where it stands. */
export const CHROMIUM: string;
