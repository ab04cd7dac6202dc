/**
 * The staff's form for reports of others, by keyboard alone: kinds are found by a word, what is already reported close by
 * appears while the caller still speaks. Without this script the server shows the same after a first try.
 */
import { Filter } from "./filter";
import { say } from "./words";

export function improveAssist(): void {
  const form = document.querySelector<HTMLFormElement>("form[data-assist]");
  if (!form) return;
  const select = form.querySelector("select");
  if (select) new Filter(select, () => { tell(form, select); void look(form, select); });
  form.addEventListener("place", () => {
    if (form.querySelector("[name=place_choice]")) mended(form, "place");
    if (select) void look(form, select);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
    else if (event.key === "F2") toNear();
    else return;
    event.preventDefault();
  });
}

/** Danger and whom it is passed to, before anything else is asked. */
function tell(form: HTMLFormElement, select: HTMLSelectElement): void {
  if (select.value) mended(form, "category");
  const { danger = "", note = "" } = select.selectedOptions[0]?.dataset ?? {};
  const alarm = form.querySelector<HTMLElement>("[data-kind-danger]");
  if (alarm) {
    const words = alarm.querySelector("p");
    if (words) words.textContent = danger;
    alarm.hidden = !danger;
  }
  say(form.querySelector("[data-kind-note]"), note);
}

/** What was wrong with a field is no more. */
function mended(form: HTMLFormElement, name: string): void {
  const error = form.querySelector(`#${name}-error`);
  const field = error?.closest(".field");
  field?.classList.remove("wrong");
  field?.querySelector("[aria-invalid]")?.removeAttribute("aria-invalid");
  error?.remove();
}

let question = 0;

/** What is open around the chosen place, of the chosen kind. */
async function look(form: HTMLFormElement, select: HTMLSelectElement): Promise<void> {
  const asked = ++question;
  const target = document.querySelector("[data-near]");
  const chosen = form.querySelector<HTMLInputElement>("input[type=hidden][name=place_choice], input[name=place_choice]:checked");
  const [latitude = "", longitude = ""] = (chosen?.value ?? "").split(/[\s,]+/);
  if (!target) return;
  try {
    const answer = await fetch(`/assist/near?${new URLSearchParams({ latitude, longitude, category: select.value })}`);
    // Whoever is signed out is told when the form is sent: nothing that was typed is lost.
    if (!answer.ok || answer.redirected) return;
    const part = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (asked === question) target.replaceChildren(...part.body.childNodes);
  } catch {
    // No network: the server asks when the form is sent.
  }
}

function toNear(): void {
  const near = document.querySelector<HTMLElement>("#near");
  (near?.querySelector<HTMLElement>("button, a") ?? near)?.focus();
}
