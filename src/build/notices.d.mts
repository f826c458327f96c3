import type { Metafile } from "esbuild";

export interface SuppliedLicence {
  /** As in the package's package.json. */
  readonly license: string;
  readonly copyright: string;
  /** An installed package under the same licence, which ships the text. */
  readonly textOf: string;
}

/**
 * The page, one part per package, in a fixed order. Throws for a package whose licence or its text
 * is missing.
 */
export function renderNotices(
  metafiles: readonly Metafile[],
  root: string,
  supplied?: Readonly<Record<string, SuppliedLicence>>,
): string;
