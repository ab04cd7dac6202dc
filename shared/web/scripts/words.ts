/** Fills `{name}` in words that the server wrote into a data attribute. */
export function fill(words: string | undefined, values: Record<string, string | number>): string {
  return (words ?? "").replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** Says words in an element that screen readers follow. */
export function say(element: Element | null, words: string, tone?: "good" | "bad"): void {
  if (!element) return;
  element.toggleAttribute("data-good", tone === "good");
  element.toggleAttribute("data-bad", tone === "bad");
  element.textContent = words;
}

/** A size in the reader's language, as the server wrote its units: thousands of bytes, as phones count. */
export function size(bytes: number, units: DOMStringMap): string {
  const locale = document.documentElement.lang;
  const number = (value: number, digits: number) => value.toLocaleString(locale, { maximumFractionDigits: digits });
  return bytes < 999_500
    ? fill(units["kilobytes"], { size: number(Math.max(1, bytes / 1e3), 0) })
    : fill(units["megabytes"], { size: number(bytes / 1e6, 1) });
}
