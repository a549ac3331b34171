// Where the focus is when a key is pressed, and what follows for the shortcuts.
// A composer is any element with `data-composer`: no single key fires a command in it.

const FIELDS = [
  'textarea',
  'select',
  'input:not([type=checkbox], [type=radio], [type=button], [type=submit])',
  '[contenteditable]:not([contenteditable=false])',
  '[role=combobox]',
  '[role=searchbox]',
  '[role=spinbutton]',
  '[role=textbox]',
].join(', ')
const COMPOSER = '[data-composer]'
const OVERLAY = 'dialog, [role=dialog], [role=menu], [popover]'

export class KeyFocus {
  /** From the focused element outwards, through shadow roots. */
  readonly #path: readonly HTMLElement[]

  constructor(event: KeyboardEvent) {
    this.#path = event.composedPath().filter((at) => at instanceof HTMLElement)
  }

  /** In a field, or anywhere in a composer; also if a click left the focus nowhere beside one. */
  get isWriting(): boolean {
    return this.#path[0]?.matches(FIELDS) === true || this.#isIn(COMPOSER) || this.#isBeside(COMPOSER)
  }

  /** In a text of a letter, whose own keys come before those of the app. */
  get isLetterText(): boolean {
    return this.#path[0]?.matches(FIELDS) === true && this.#isIn(COMPOSER)
  }

  /** Where Enter means something already. */
  get isPressable(): boolean {
    return this.#isIn('button, a[href], summary, [role=menuitem]')
  }

  /** A dialog and a menu have the keys to themselves; arrows belong to a set of choices. */
  isTaken(keys: string): boolean {
    if (this.#isIn(OVERLAY) || this.#isBeside('dialog[open]')) return true
    return keys.startsWith('Arrow') && this.#isIn('input')
  }

  #isIn(selector: string): boolean {
    return this.#path.some((element) => element.matches(selector))
  }

  /** The focus is on nothing in particular, and such an element is on the page. */
  #isBeside(selector: string): boolean {
    const isNowhere = this.#path[0]?.matches('html, body, main') ?? true
    return isNowhere && document.querySelector(selector) !== null
  }
}
