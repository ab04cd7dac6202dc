/** The forms of a crew's page: what they ask for, and what is wrong with one. */
import type { Action } from "./actions";
import { fileOf } from "./kept";

/** Which move of which job a form asks for. Not `form.action`: a form's field of that name hides it. */
export function asks(form: HTMLFormElement): { report: string; move: string } {
  const address = /^\/crew\/jobs\/([0-9a-f-]+)\/(?:moves\/)?(\w+)$/.exec(form.getAttribute("action") ?? "");
  return { report: address?.[1] ?? "", move: address?.[2] ?? "" };
}

/** What is wrong is said at its field. */
export function wrong(form: HTMLFormElement, field: string, said: string): void {
  const error = Object.assign(document.createElement("p"), { className: "error", textContent: said });
  error.setAttribute("role", "alert");
  error.id = `${field || "form"}-error`;
  form.querySelector(`#${CSS.escape(error.id)}`)?.remove();
  const input = field && form.querySelector<HTMLElement>(`[name="${CSS.escape(field)}"]`);
  const place = input ? (input.closest("label, .field") ?? input) : null;
  if (place) place.after(error);
  else form.prepend(error);
  for (let fold = error.closest("details"); fold; fold = fold.parentElement?.closest("details") ?? null) fold.open = true;
  error.scrollIntoView({ block: "center" });
}

/** A form whose action is in the phone is as before, for the next one. */
export function emptied(form: HTMLFormElement): void {
  form.reset();
  for (const input of form.querySelectorAll("input[type=file]")) input.dispatchEvent(new Event("change"));
}

/** The form of this page that an action came from. */
export function formOf(action: Action): HTMLFormElement | undefined {
  const all = [...document.querySelectorAll<HTMLFormElement>("form[data-action]")];
  const reason = action.fields.find(([name]) => name === "reason")?.[1];
  const fits = all.filter((form) => asks(form).report === action.report && asks(form).move === action.move);
  return fits.find((form) => form.querySelector<HTMLInputElement>("[name=reason]")?.value === reason) ?? fits[0];
}

/** A refused action goes into its form again, with everything in it. */
export function takeUp(form: HTMLFormElement, action: Action): void {
  emptied(form);
  const photos = new DataTransfer();
  for (const [name, value] of action.fields) {
    if (typeof value !== "string") {
      photos.items.add(fileOf(value));
      continue;
    }
    const field = form.elements.namedItem(name);
    if (field instanceof RadioNodeList) field.value = value;
    else if (field instanceof HTMLInputElement && field.type === "checkbox") field.checked = true;
    else if (field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement) field.value = value;
  }
  const input = form.querySelector<HTMLInputElement>("input[type=file]");
  if (input) {
    input.files = photos.files;
    input.dispatchEvent(new Event("change"));
  }
  form.dataset["key"] = action.id;
  const fold = form.closest("details");
  if (fold) fold.open = true;
  wrong(form, action.stopped?.field ?? "", action.stopped?.words ?? "");
}
