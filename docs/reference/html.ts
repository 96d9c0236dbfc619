/** A text as HTML shows it. */
export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

/** A text of the document as HTML in a line: what stands in backticks is code. */
export function inline(text: string): string {
  return escaped(text).replaceAll(/`([^`]+)`/g, '<code>$1</code>');
}

/** A text of the document as paragraphs, which an empty line parts. */
export function paragraphs(text: string): string {
  return text
    .split('\n\n')
    .map((paragraph) => `<p>${inline(paragraph)}</p>`)
    .join('\n');
}

/** A value as folded JSON under a title. */
export function example(title: string, value: unknown): string {
  const json = escaped(JSON.stringify(value, null, 2));
  return `<details><summary>${inline(title)}</summary><pre tabindex="0"><code>${json}</code></pre></details>`;
}
