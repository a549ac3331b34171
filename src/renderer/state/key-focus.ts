// Where the focus is when a key is pressed, and which shortcuts apply there. In a composer (an
// element with `data-composer`) no single key fires a command. A box below a stream
// (`data-composer="box"`) counts only while it has the focus.

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
const SHEET = '[data-composer]:not([data-composer=box])'
const OVERLAY = 'dialog, [role=dialog], [role=menu], [popover]'

export class KeyFocus {
  /** From the focused element outwards, through shadow roots. */
  readonly #path: readonly HTMLElement[]

  constructor(event: KeyboardEvent) {
    this.#path = event.composedPath().filter((at) => at instanceof HTMLElement)
  }

  /** True in a field or a composer; also if a click beside a composer left nothing focused. */
  get isWriting(): boolean {
    return this.#path[0]?.matches(FIELDS) === true || this.#isIn(COMPOSER) || this.#isBeside(SHEET)
  }

  /** True in the text of a letter, whose own keys have priority over those of the app. */
  get isLetterText(): boolean {
    return this.#path[0]?.matches(FIELDS) === true && this.#isIn(COMPOSER)
  }

  /** True where Enter already has a meaning. */
  get isPressable(): boolean {
    return this.#isIn('button, a[href], summary, [role=menuitem], [role=menuitemradio]')
  }

  /** A dialog and a menu take all keys; a set of choices takes the arrows. */
  isTaken(keys: string): boolean {
    if (this.#isIn(OVERLAY) || this.#isBeside('dialog[open]')) return true
    return keys.startsWith('Arrow') && this.#isIn('input')
  }

  #isIn(selector: string): boolean {
    return this.#path.some((element) => element.matches(selector))
  }

  /** True if nothing has the focus and the page has an element that matches. */
  #isBeside(selector: string): boolean {
    const isNowhere = this.#path[0]?.matches('html, body, main') ?? true
    return isNowhere && document.querySelector(selector) !== null
  }
}
