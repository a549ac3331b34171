// What is said to those who listen rather than look, and to nobody else.
export class Announcer {
  #text = $state('')

  /** The latest words; the live region of the shell speaks them. */
  get text(): string {
    return this.#text
  }

  say(text: string): void {
    // The same words twice would not be a change, and go unspoken.
    this.#text = this.#text === text ? `${text}\u00a0` : text
  }
}
