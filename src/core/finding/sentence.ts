// What the sentence of a finding needs, from the table that holds it.

/** For a sentence without arguments. */
export type NoArgs = Readonly<Record<string, never>>;

/** The arguments of one entry of a table of sentences. */
export type ArgsOf<Say> = Say extends (args: infer Args) => string
  ? unknown extends Args
    ? NoArgs
    : Args
  : never;

/** The sentence with the names of its arguments where their values stand; undefined: no such code. */
export function templateOf(
  table: Readonly<Record<string, (args: never) => string>>,
  code: string,
): string | undefined {
  if (!Object.hasOwn(table, code)) return undefined;
  const names = new Proxy({}, { get: (_, name) => `<${String(name)}>` });
  return table[code]?.(names as never);
}
