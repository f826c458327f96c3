// The copies of Clerk's documents that we have seen, as records, and how they are kept in a file. Pure.

import { createHash } from "node:crypto";
import { sameRecord, type DocumentRecord, type MemberRecord, type PartRecord } from "./record.ts";

/** One published copy of one API version's document. */
export interface Edition {
  /** When Clerk published it, as far as we know. */
  readonly seen: string;
  readonly version: string;
  readonly record: DocumentRecord;
}

/** Parts that are the same in several documents are kept once, by a name made from their content. */
export interface EditionsFile {
  readonly editions: readonly {
    readonly seen: string;
    readonly versions: readonly string[];
    /** The name of the part at each place. */
    readonly parts: Readonly<Record<string, string>>;
  }[];
  readonly parts: Readonly<Record<string, PackedPart>>;
}

/** By member, such as `boolean or null; always; deprecated; text 0123456789ab`. */
type PackedPart = Readonly<Record<string, string>>;

const NULLABLE = " or null";
const ALWAYS = "always";
const DEPRECATED = "deprecated";
const TEXT = "text ";

const packMember = (
  { type, nullable, deprecated, text }: MemberRecord,
  required: boolean,
): string =>
  [
    `${type}${nullable ? NULLABLE : ""}`,
    ...(required ? [ALWAYS] : []),
    ...(deprecated ? [DEPRECATED] : []),
    ...(text === "" ? [] : [`${TEXT}${text}`]),
  ].join("; ");

function unpackMember(packed: string): MemberRecord {
  const [type = "", ...rest] = packed.split("; ");
  const nullable = type.endsWith(NULLABLE);
  return {
    type: nullable ? type.slice(0, -NULLABLE.length) : type,
    nullable,
    deprecated: rest.includes(DEPRECATED),
    text: rest.find((part) => part.startsWith(TEXT))?.slice(TEXT.length) ?? "",
  };
}

const mapValues = <From, To>(
  values: Readonly<Record<string, From>>,
  change: (value: From, name: string) => To,
): Readonly<Record<string, To>> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, change(value, name)]));

const packPart = ({ members, required }: PartRecord): PackedPart =>
  mapValues(members, (member, name) => packMember(member, required.includes(name)));

const unpackPart = (packed: PackedPart): PartRecord => ({
  members: mapValues(packed, unpackMember),
  required: Object.keys(packed).filter((name) => packed[name]?.split("; ").includes(ALWAYS)),
});

const nameOf = (part: PackedPart): string =>
  createHash("sha256").update(JSON.stringify(part)).digest("hex").slice(0, 12);

/** The editions of a file, oldest first. */
export function unpackEditions({ editions, parts }: EditionsFile): readonly Edition[] {
  const unpacked = mapValues(parts, unpackPart);
  return editions.flatMap(({ seen, versions, parts: names }) => {
    const record = mapValues(names, (name): PartRecord => {
      const part = unpacked[name];
      if (!part) throw new Error(`the editions lack the part ${name}`);
      return part;
    });
    return versions.map((version) => ({ seen, version, record }));
  });
}

/** The file of these editions; the same editions in the same order give the same file. */
export function packEditions(editions: readonly Edition[]): EditionsFile {
  const parts: Record<string, PackedPart> = {};
  const packed: { seen: string; versions: string[]; parts: Readonly<Record<string, string>> }[] =
    [];
  for (const { seen, version, record } of editions) {
    const names = mapValues(record, (part) => {
      const kept = packPart(part);
      const name = nameOf(kept);
      parts[name] = kept;
      return name;
    });
    const alike = packed.find(
      (one) => one.seen === seen && JSON.stringify(one.parts) === JSON.stringify(names),
    );
    if (alike) alike.versions.push(version);
    else packed.push({ seen, versions: [version], parts: names });
  }
  return { editions: packed, parts };
}

/** The newest edition of a version; undefined: none is known. */
export function newestEdition(editions: readonly Edition[], version: string): Edition | undefined {
  return editions.findLast((edition) => edition.version === version);
}

/** With one more copy, unless it is as the newest known one of its version. */
export function addEdition(editions: readonly Edition[], edition: Edition): readonly Edition[] {
  const newest = newestEdition(editions, edition.version);
  return newest && sameRecord(newest.record, edition.record) ? editions : [...editions, edition];
}
