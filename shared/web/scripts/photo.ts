/** Chosen photos: shown before they leave, at most a few, each removable, from camera and gallery together. */
import { sendOnce } from "./sending";
import { shrunk } from "./shrink";
import { fill, say, size } from "./words";

export function improvePhotoForms(): void {
  for (const form of document.querySelectorAll<HTMLFormElement>("form[data-photos]")) {
    const previews = form.querySelector<HTMLElement>("[data-previews]");
    if (previews) new Photos(form, previews);
  }
}

class Photos {
  private inputs: HTMLInputElement[];
  private kept = new Map<HTMLInputElement, File[]>();
  private addresses: string[] = [];
  private say_in: Element | null;
  private shrinking = 0;
  private held: HTMLElement | null | undefined;

  constructor(private form: HTMLFormElement, private previews: HTMLElement) {
    this.inputs = [...form.querySelectorAll<HTMLInputElement>("input[type=file]")];
    this.say_in = form.querySelector("[data-photos-say]");
    for (const input of this.inputs) {
      // Before the place's listener, which wants to see all photos of the camera.
      input.addEventListener("change", () => this.add(input), { capture: true });
      // A browser that comes back to this page may have kept its photos.
      if (input.files?.length) this.add(input);
    }
    form.addEventListener("submit", (event) => this.hold(event));
    form.addEventListener("reset", () => {
      this.inputs.forEach((input) => this.keep(input, []));
      this.show();
      say(this.say_in, "");
    });
    form.addEventListener("again", () => say(this.say_in, ""));
    form.addEventListener("photos", (event) => {
      const gallery = this.inputs[this.inputs.length - 1];
      if (gallery) this.keep(gallery, (event as CustomEvent<File[]>).detail);
      this.show();
    });
    const words = previews.dataset;
    sendOnce(form, words["sending"] ?? "", () => say(this.say_in, words["sendingPhotos"] ?? ""));
  }

  private get count(): number {
    const kept_by_server = this.form.querySelectorAll("[name=kept_photo]:checked").length;
    return [...this.kept.values()].reduce((sum, files) => sum + files.length, kept_by_server);
  }

  private add(input: HTMLInputElement): void {
    const files = [...(input.files ?? [])];
    const photos = files.filter((file) => file.type.startsWith("image/"));
    const max = Number(this.previews.dataset["max"] ?? 3);
    // Where there is room for one, another choice means that one.
    if (max === 1 && photos.length) for (const other of this.inputs) if (other !== input) this.keep(other, []);
    if (max === 1 && photos.length) this.kept.delete(input);
    const fitting = photos.slice(0, max - this.count);
    this.keep(input, [...(this.kept.get(input) ?? []), ...fitting]);
    const refused = fitting.length < photos.length ? "tooMany" : photos.length < files.length ? "notImage" : "";
    say(this.say_in, refused ? (this.previews.dataset[refused] ?? "") : "", refused ? "bad" : undefined);
    this.show();
    for (const photo of fitting) void this.shrink(input, photo);
  }

  /** The photo is there at once; its small copy takes its place when it is made. */
  private async shrink(input: HTMLInputElement, photo: File): Promise<void> {
    this.shrinking++;
    const small = await shrunk(photo);
    this.shrinking--;
    const files = this.kept.get(input) ?? [];
    if (small !== photo && files.includes(photo)) {
      this.keep(input, files.map((file) => (file === photo ? small : file)));
      this.show();
    }
    if (this.shrinking || this.held === undefined) return;
    const submitter = this.held;
    this.held = undefined;
    this.form.requestSubmit(submitter);
  }

  /** Who sends while photos are being shrunk waits for them. */
  private hold(event: SubmitEvent): void {
    if (!this.shrinking) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    this.held = event.submitter;
  }

  /** An input replaces its files at each use; it is given back the earlier ones. */
  private keep(input: HTMLInputElement, files: File[]): void {
    this.kept.set(input, files);
    const list = new DataTransfer();
    for (const file of files) list.items.add(file);
    input.files = list.files;
  }

  private show(): void {
    this.addresses.forEach((address) => URL.revokeObjectURL(address));
    this.addresses = [];
    const figures: HTMLElement[] = [];
    for (const [input, files] of this.kept) {
      for (const file of files) figures.push(this.figure(input, file, figures.length + 1));
    }
    this.previews.replaceChildren(...figures);
    // What was missing is not missing any more.
    if (figures.length) this.form.querySelector("#photo-error")?.remove();
    for (const input of this.inputs) {
      if (!input.matches("[data-camera]")) continue;
      const label = input.closest("label");
      const words = label?.querySelector<HTMLElement>("[data-words]");
      label?.classList.toggle("has-photo", figures.length > 0);
      if (!words) continue;
      words.dataset["first"] ??= words.textContent ?? "";
      words.textContent = (figures.length ? this.previews.dataset["again"] : words.dataset["first"]) ?? "";
    }
  }

  private figure(input: HTMLInputElement, file: File, number: number): HTMLElement {
    const words = this.previews.dataset;
    const address = URL.createObjectURL(file);
    this.addresses.push(address);
    const said = fill(words["preview"], { number, size: size(file.size, words) });
    const image = Object.assign(new Image(), { src: address, alt: "" });
    const caption = Object.assign(document.createElement("figcaption"), { textContent: said });
    const remove = Object.assign(document.createElement("button"), { type: "button" });
    remove.setAttribute("aria-label", fill(words["remove"], { number }));
    remove.addEventListener("click", () => {
      this.keep(input, (this.kept.get(input) ?? []).filter((other) => other !== file));
      this.show();
      say(this.say_in, "");
      input.focus();
    });
    const figure = Object.assign(document.createElement("figure"), { className: "preview" });
    figure.append(image, caption, remove);
    return figure;
  }
}
