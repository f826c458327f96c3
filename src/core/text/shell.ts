// Words as a POSIX shell reads them.

/** In single quotes where the word holds more than letters, digits and `_@%+=:,./-`. */
export const quoteForShell = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
