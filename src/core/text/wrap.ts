// Text in lines of a given width.

/** The words of a text in lines of at most `width` characters. A longer word stands alone, unbroken. */
export function wrapText(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let current = "";
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const longer = current === "" ? word : `${current} ${word}`;
    if (current !== "" && longer.length > width) {
      lines.push(current);
      current = word;
    } else current = longer;
  }
  return current === "" ? lines : [...lines, current];
}

/** The same with every line indented; the width counts the indent. */
export function indentText(text: string, indent: number, width: number): readonly string[] {
  return wrapText(text, width - indent).map((part) => " ".repeat(indent) + part);
}

/**
 * A text that begins with `first` and goes on with `rest`, in lines of at most `width` code points. Only broken at
 * blanks, and what is not broken stays as it is: two blanks in a value are two.
 */
export function hangText(
  text: string,
  width: number,
  first = "",
  rest: string = " ".repeat([...first].length),
): readonly string[] {
  const lines: string[] = [];
  let current: string | null = null;
  for (const word of text.split(" ")) {
    const longer: string = current === null ? `${first}${word}` : `${current} ${word}`;
    if (current !== null && [...longer].length > width) {
      lines.push(current);
      current = `${rest}${word}`;
    } else current = longer;
  }
  return current === null ? lines : [...lines, current];
}
