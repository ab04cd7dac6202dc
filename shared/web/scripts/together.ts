/** Several reports of a list at once: all of them with one tap, and how many there are. */
export function improveTogether(): void {
  const form = document.querySelector<HTMLElement>("[data-together]");
  const all = form?.querySelector<HTMLInputElement>("[data-choose-all]");
  const said = form?.querySelector<HTMLElement>("[data-chosen]");
  if (!form || !all || !said) return;
  const boxes = [...form.querySelectorAll<HTMLInputElement>("input[name^=chosen-]")];
  const count = (): void => {
    const chosen = boxes.filter((box) => box.checked).length;
    all.checked = chosen === boxes.length;
    all.indeterminate = chosen > 0 && !all.checked;
    said.textContent = (said.dataset["chosen"] ?? "").replace("{count}", String(chosen));
  };
  all.hidden = false;
  all.addEventListener("change", () => {
    for (const box of boxes) box.checked = all.checked;
    count();
  });
  form.addEventListener("change", (event) => {
    if (event.target !== all) count();
  });
  count();
}
