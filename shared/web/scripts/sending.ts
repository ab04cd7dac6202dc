/** One tap sends once: the button says that it is sending, and a second submit goes nowhere. */
export function sendOnce(form: HTMLFormElement, words: string, sending: () => void = () => {}): void {
  let button: HTMLElement | null = null;
  let before: Node[] = [];
  let sent = false;

  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    if (sent) return event.preventDefault();
    sent = true;
    button = event.submitter;
    // What was asked for, in its own words.
    if (button) form.dataset["said"] = button.textContent?.trim() ?? "";
    if (button && words) {
      before = [...button.childNodes];
      button.replaceChildren(words);
    }
    // Not `disabled`: that would take the button's own value out of what is sent, and the focus away.
    button?.setAttribute("aria-disabled", "true");
    button?.setAttribute("aria-busy", "true");
    sending();
  });
  const again = (): void => {
    sent = false;
    button?.removeAttribute("aria-disabled");
    button?.removeAttribute("aria-busy");
    if (before.length) button?.replaceChildren(...before);
    before = [];
  };
  // Coming back with the browser's arrow, or a request that the phone gave up, makes the form usable again; so does an
  // answer that says what is wrong.
  addEventListener("pageshow", (event) => event.persisted && again());
  form.addEventListener("again", again);
}
