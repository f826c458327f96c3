// System errors in a few words.

const KNOWN: Readonly<Record<string, string>> = {
  ENOENT: "it does not exist",
  EACCES: "permission denied",
  EPERM: "not permitted",
  EISDIR: "it is a folder",
  ENOTDIR: "part of the path is not a folder",
  ELOOP: "the link leads back to itself",
  EEXIST: "it exists already",
  ENOSPC: "the disk is full",
  EFBIG: "the file would be larger than the system allows",
  EDQUOT: "the disk quota is used up",
  EIO: "the disk does not answer",
  EROFS: "the disk is read-only",
  ENXIO: "it is not a regular file",
  EADDRINUSE: "the port is in use; leave --port out for a free one",
  ENAMETOOLONG: "the path is too long",
};

/** A system error in a few words. */
export function errorText(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return KNOWN[code] ?? (code || (error instanceof Error ? error.message : "unknown"));
}
