// A keyboard without any other means. It has no mouse, fills no field and sets no focus, so that a
// hand cannot cheat. It moves by Tab as a person does, and requires at every stop that a named
// element is in view.
import type { FileChooser, Locator, Page } from '@playwright/test'
import { expect } from '../support/index.ts'

type Role = Parameters<Page['getByRole']>[0]

/** More stops than any screen has between two things. */
const MAX_STOPS = 60
/** If the selection has not moved after this time, the key did nothing. */
const STEP_MS = 1000

export class Keys {
  readonly #page: Page
  readonly #touches: string[] = []

  private constructor(page: Page) {
    this.#page = page
  }

  /** From now on the page reports every pointer event. */
  static async at(page: Page): Promise<Keys> {
    const keys = new Keys(page)
    // While this listener exists, no file dialog of the system opens. A listener that is added
    // together with the key press would be too late.
    page.on('filechooser', () => undefined)
    await page.exposeFunction('describePointer', (touch: string) => void keys.#touches.push(touch))
    await page.addInitScript(watchPointer)
    await page.evaluate(watchPointer)
    return keys
  }

  /** All pointer events on the page; empty if only keys were used. */
  get touches(): readonly string[] {
    return this.#touches
  }

  /** One stroke after the other: `press('g', 'i')`. */
  async press(...strokes: string[]): Promise<void> {
    for (const stroke of strokes) await this.#page.keyboard.press(stroke)
  }

  async type(text: string): Promise<void> {
    await this.#page.keyboard.type(text)
  }

  /** Presses Tab until the element has the focus. @throws if Tab does not reach it */
  async tabTo(role: Role, name: string | RegExp, back = false): Promise<void> {
    const target = this.#find(role, name)
    await target.waitFor()
    const stops: string[] = []
    while (!(await this.#hasFocus(role, name))) {
      if (stops.length > MAX_STOPS) throw new Error(`Tab never reaches ${role} ${name}: ${stops.join(', ')}`)
      await this.#page.keyboard.press(back ? 'Shift+Tab' : 'Tab')
      stops.push(await this.#lookAtStop())
    }
  }

  /** Moves down a menu until the item has the focus. @throws if the arrows do not reach it */
  async downTo(item: string | RegExp, role: 'menuitem' | 'menuitemradio' = 'menuitem'): Promise<void> {
    await this.#find(role, item).waitFor()
    for (let steps = 0; !(await this.#hasFocus(role, item)); steps++) {
      if (steps > MAX_STOPS) throw new Error(`Arrows never reach ${item}`)
      await this.#page.keyboard.press('ArrowDown')
    }
  }

  /** Presses the focused button and chooses a file in the file dialog that it opens. */
  async choose(file: Parameters<FileChooser['setFiles']>[0]): Promise<void> {
    const coming = this.#page.waitForEvent('filechooser')
    await this.#page.keyboard.press('Enter')
    await (await coming).setFiles(file)
  }

  /** Replaces the text of the focused field. */
  async retype(text: string): Promise<void> {
    await this.#page.keyboard.press('ControlOrMeta+a')
    await this.#page.keyboard.type(text)
  }

  /** Resolves once the app itself has moved the focus to the element. */
  async findFocusOn(role: Role, name: string | RegExp): Promise<void> {
    await expect(this.#find(role, name)).toBeFocused()
  }

  /** Resolves once Enter would choose this option from a list. */
  async findSelectedOption(name: string): Promise<void> {
    await expect(this.#page.locator('[role=option][aria-selected=true]')).toContainText(name)
  }

  /** True if a key pressed now would type text. */
  async isInField(): Promise<boolean> {
    return (await this.#page.locator('input:focus, textarea:focus, [contenteditable]:focus').count()) > 0
  }

  /** True if that text belongs to a letter. There Ctrl+K does not open the palette. */
  async isInLetter(): Promise<boolean> {
    return (
      (await this.#page.locator('[data-composer] :is(input, textarea, [contenteditable]):focus').count()) > 0
    )
  }

  /**
   * Presses j and k until the letter with this title is shown and Enter would act on its row.
   * News rows are selected on the way, but show nothing.
   */
  async walkTo(list: string, title: string): Promise<void> {
    const shown = this.#page.getByRole('list', { name: list, exact: true })
    await shown.getByText(title, { exact: true }).waitFor()
    for (let steps = 0; steps < MAX_STOPS; steps++) {
      const seen = await shown.evaluate(lookForRow, title)
      if (seen.isThere) return
      // On the row itself, which is not shown yet: step off and back.
      const isDown = seen.below === 0 ? steps % 2 === 0 : seen.below > 0
      await this.#page.keyboard.press(isDown ? 'j' : 'k')
      await this.#stepEnds(shown, title, seen)
    }
    throw new Error(`j and k never reach ${title}`)
  }

  /**
   * Resolves when the selection has moved and, on the wanted row, its letter is shown; at the
   * latest after STEP_MS.
   */
  async #stepEnds(list: Locator, title: string, before: RowSight): Promise<void> {
    for (const startedAt = Date.now(); Date.now() - startedAt < STEP_MS;) {
      const now = await list.evaluate(lookForRow, title)
      if (now.isThere || (now.selected !== before.selected && now.below !== 0)) return
    }
  }

  /** Returns the value of the field with this label, once it has one. */
  async readField(label: string): Promise<string> {
    const field = this.#find('textbox', label)
    await expect(field).toHaveValue(/./)
    return field.inputValue()
  }

  #find(role: Role, name: string | RegExp): Locator {
    return this.#page.getByRole(role, { name, exact: typeof name === 'string' }).first()
  }

  /** Checks the focused element, because behind a dialog another one may have the same name. */
  async #hasFocus(role: Role, name: string | RegExp): Promise<boolean> {
    const named = this.#page.getByRole(role, { name, exact: typeof name === 'string' })
    return (await this.#page.locator(':focus').and(named).count()) > 0
  }

  /**
   * Returns the focused element as a screen reader reads it. It must have a name and be in view.
   */
  async #lookAtStop(): Promise<string> {
    // The host of a shadow root has the focus too, before the element inside.
    const focused = this.#page.locator(':focus').last()
    // After the last stop, the browser itself has the focus for one Tab.
    if ((await focused.count()) === 0) return 'the window'
    const said = (await focused.ariaSnapshot()).split('\n')[0]!
    expect(said, 'the focus is on something with a role and a name').toMatch(/^- '?[a-z]+.*("|\/|: )./)
    await expect(focused, `${said} is in view while it has the focus`).toBeInViewport()
    return said
  }
}

interface RowSight {
  /** The row is shown and has the focus. */
  isThere: boolean
  /** How many px the row is below the selected one; negative if it is above. */
  below: number
  /** The link of the selected row. */
  selected: string | null
}

/** Runs in the page, in one turn: rows that arrive between two looks would move what the first saw. */
function lookForRow(list: Element, title: string): RowSight {
  const rows = [...list.querySelectorAll('[role=listitem]')]
  const wanted = rows.find((row) =>
    [...row.querySelectorAll('*')].some((part) => part.children.length === 0 && part.textContent === title),
  )
  const link = wanted?.querySelector('a') ?? null
  const selected = list.querySelector('a[tabindex="0"]')
  const topOf = (element: Element | null): number => element?.getBoundingClientRect().top ?? 0
  return {
    isThere: link !== null && link.getAttribute('aria-current') === 'true' && link === document.activeElement,
    below: topOf(wanted ?? null) - topOf(selected?.closest('[role=listitem]') ?? null),
    selected: selected?.getAttribute('href') ?? null,
  }
}

/** Runs in the page. A click by a script or by Enter is no pointer event, so it is not reported. */
function watchPointer(): void {
  const { describePointer } = window as unknown as { describePointer: (touch: string) => void }
  for (const type of ['pointerdown', 'pointermove', 'wheel', 'touchstart']) {
    addEventListener(type, (event) => event.isTrusted && describePointer(type), {
      capture: true,
      passive: true,
    })
  }
}
