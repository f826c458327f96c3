// What the sentence of a finding needs, from the table that holds it.

/** For a sentence without arguments. */
export type NoArgs = Readonly<Record<string, never>>;

/** The arguments of one entry of a table of sentences. */
export type ArgsOf<Say> = Say extends (args: infer Args) => string
  ? unknown extends Args
    ? NoArgs
    : Args
  : never;
