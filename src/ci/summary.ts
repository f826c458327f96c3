// The summary of a job of GitHub Actions: appended to a file, and not shown at all where it is too large.

/** Bytes of a summary that are written at most: a step may have 1 MiB, and others may have written before. */
export const SUMMARY_BYTES = 900 * 1024;
