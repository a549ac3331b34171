// Texts for screen readers only.
export class Announcer {
  #text = $state('')

  /** The latest text; the shell shows it in a live region. */
  get text(): string {
    return this.#text
  }

  say(text: string): void {
    // A live region does not speak an unchanged text, so a repeated text gets one more space.
    this.#text = this.#text === text ? `${text}\u00a0` : text
  }
}
