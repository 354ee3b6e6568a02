/**
 * A JSON body with two spaces per level. Texts, numbers and placeholders stay as they were written, letter by letter:
 * only the space between them changes.
 */
export function formatJson(text: string): string {
  const tokens = text.match(/"(?:[^"\\]|\\.)*"|\{[a-z][a-z0-9_.]*\}|[{}[\],:]|[^\s{}[\],:"]+/g) ?? [];
  let formatted = "";
  let level = 0;
  const line = () => `\n${"  ".repeat(level)}`;
  tokens.forEach((token, index) => {
    const before = tokens[index - 1];
    const opens = before === "{" || before === "[";
    if (token === "}" || token === "]") {
      level--;
      formatted += opens ? token : line() + token;
    } else {
      if (opens) formatted += line();
      formatted += token;
      if (token === "{" || token === "[") level++;
      else if (token === ",") formatted += line();
      else if (token === ":") formatted += " ";
    }
  });
  return formatted;
}
