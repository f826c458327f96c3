// Outputs of a step as GitHub Actions reads them from the file that GITHUB_OUTPUT names: a name, a delimiter that no
// value holds, the value, the delimiter. By actions/runner 2.328, `FileCommandManager.cs`.

/** A line for each output. `delimiter` must be one that nobody outside can guess. Throws where a text holds it. */
export function formatOutputs(
  outputs: Readonly<Record<string, string>>,
  delimiter: string,
): string {
  return Object.entries(outputs)
    .map(([name, value]) => {
      if (`${name}${value}`.includes(delimiter))
        throw new Error(`the output ${name} holds the delimiter of outputs`);
      return `${name}<<${delimiter}\n${value}\n${delimiter}\n`;
    })
    .join("");
}
