/**
 * The place of a report: the phone is asked when its camera is opened, and never for a photo from the gallery,
 * which may have been taken elsewhere (the server reads the place inside that photo).
 */
import { located } from "./pick";
import { fill, say } from "./words";

const LONGEST_WAIT = 10_000;
const FIELDS = ["place_longitude", "place_latitude", "place_accuracy", "place_source"];

export function improvePlaces(): void {
  for (const words of document.querySelectorAll<HTMLElement>("[data-place]")) {
    const form = words.closest("form");
    if (form) new Place(form, words);
  }
}

class Place {
  /** Counts questions, so that a late answer to an old one is dropped. */
  private question = 0;
  private waiting = false;
  private held: HTMLElement | null | undefined;

  constructor(private form: HTMLFormElement, private words: HTMLElement) {
    for (const camera of form.querySelectorAll<HTMLInputElement>("input[data-camera]")) {
      camera.addEventListener("click", () => this.ask());
    }
    for (const gallery of form.querySelectorAll<HTMLInputElement>("input[data-gallery]")) {
      gallery.addEventListener("change", () => this.photosFromGallery(gallery));
    }
    form.addEventListener("submit", (event) => this.hold(event));
    form.addEventListener("reset", () => {
      this.question++;
      this.waiting = false;
      this.set([]);
      say(this.say_in, "");
    });
  }

  private ask(): void {
    const asked = ++this.question;
    if (!("geolocation" in navigator) || !isSecureContext) return this.say("unavailable", "bad");
    this.waiting = true;
    this.say("asking");
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        if (asked !== this.question) return;
        this.set([coords.longitude, coords.latitude, Math.round(coords.accuracy), "phone"]);
        say(this.say_in, fill(this.words.dataset["found"], { meters: Math.round(coords.accuracy) }), "good");
        located(this.form, coords);
        this.settle();
      },
      ({ code }) => {
        if (asked !== this.question) return;
        this.set([]);
        this.say(code === 1 ? "denied" : code === 3 ? "timeout" : "unavailable", "bad");
        this.settle();
      },
      { enableHighAccuracy: true, timeout: LONGEST_WAIT, maximumAge: 0 },
    );
  }

  private photosFromGallery(gallery: HTMLInputElement): void {
    const cameras = [...this.form.querySelectorAll<HTMLInputElement>("input[data-camera]")];
    // Beside a photo that the camera took just now, the place is that photo's.
    if (!gallery.files?.length || cameras.some((camera) => camera.files?.length)) return;
    this.question++;
    this.set([]);
    this.say("fromPhoto");
    this.settle();
  }

  /** Who sends before the phone has answered waits for it, at most as long as the phone may take. */
  private hold(event: SubmitEvent): void {
    if (!this.waiting) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    this.held = event.submitter;
  }

  private settle(): void {
    this.waiting = false;
    if (this.held === undefined) return;
    const submitter = this.held;
    this.held = undefined;
    this.form.requestSubmit(submitter);
  }

  private set(values: (string | number)[]): void {
    FIELDS.forEach((name, at) => {
      const field = this.form.elements.namedItem(name);
      if (field instanceof HTMLInputElement) field.value = String(values[at] ?? "");
    });
  }

  private get say_in(): Element | null {
    return this.words.querySelector("[data-place-say]");
  }

  private say(which: string, tone?: "bad"): void {
    say(this.say_in, this.words.dataset[which] ?? "", tone);
  }
}
