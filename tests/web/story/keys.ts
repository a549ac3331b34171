// A keyboard without any other means: it has no mouse, fills no field and sets no focus, so that a
// hand cannot cheat. It moves by Tab as a person does, and requires at every stop that a named
// element is in view.
import type { FileChooser, Locator, Page } from '@playwright/test'
import { expect } from '../support/index.ts'

type Role = Parameters<Page['getByRole']>[0]

/** More stops than any screen has between two things. */
const MAX_STOPS = 60
/** A step along a list that has not shown by then was none. */
const STEP_MS = 1000

export class Keys {
  readonly #page: Page
  readonly #touches: string[] = []

  private constructor(page: Page) {
    this.#page = page
  }

  /** From here on the page tells of every pointer that touches it. */
  static async at(page: Page): Promise<Keys> {
    const keys = new Keys(page)
    // As long as somebody listens no window of the system opens; a key is quicker than a listener that comes with it.
    page.on('filechooser', () => undefined)
    await page.exposeFunction('tellPointer', (touch: string) => void keys.#touches.push(touch))
    await page.addInitScript(watchPointer)
    await page.evaluate(watchPointer)
    return keys
  }

  /** What a pointer has done here; empty as long as the keys were alone. */
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

  /** Goes on by Tab until the thing of that name has the focus. @throws when it is not reached */
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

  /** Goes down a menu until that is what Enter would choose. @throws when it is not reached */
  async downTo(item: string | RegExp): Promise<void> {
    await this.#find('menuitem', item).waitFor()
    for (let steps = 0; !(await this.#hasFocus('menuitem', item)); steps++) {
      if (steps > MAX_STOPS) throw new Error(`Arrows never reach ${item}`)
      await this.#page.keyboard.press('ArrowDown')
    }
  }

  /** The window of the system in which a file is chosen, which the button in focus opens. */
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

  /** Resolves once the app itself has put the focus there. */
  async findFocusOn(role: Role, name: string | RegExp): Promise<void> {
    await expect(this.#find(role, name)).toBeFocused()
  }

  /** Resolves once that is what Enter would choose from a list. */
  async findSelectedOption(name: string): Promise<void> {
    await expect(this.#page.getByRole('option', { selected: true })).toContainText(name)
  }

  /** True if a key pressed now would type text. */
  async isInField(): Promise<boolean> {
    return (await this.#page.locator('input:focus, textarea:focus').count()) > 0
  }

  /** Whether it would be text of a letter: there Ctrl+K is the text's own. */
  async isInLetter(): Promise<boolean> {
    return (await this.#page.locator('[data-composer] :is(input, textarea):focus').count()) > 0
  }

  /** Walks a list by j and k until the row of that title is the one that is shown. */
  async walkTo(list: string, title: string): Promise<void> {
    const rows = this.#page.getByRole('list', { name: list, exact: true }).getByRole('listitem')
    const wanted = rows.filter({ has: this.#page.getByText(title, { exact: true }) })
    await wanted.waitFor()
    const shown = rows.filter({ has: this.#page.locator('a[aria-current=true]') })
    for (let steps = 0; steps < MAX_STOPS; steps++) {
      const [at, goal] = [await placeOf(shown), await placeOf(wanted)]
      if (at === goal) return
      // With nothing shown the list goes on from where the keys last stood, be it at its end.
      const isDown = at === -1 ? steps % 2 === 0 : goal > at
      await this.#page.keyboard.press(isDown ? 'j' : 'k')
      await becomesOther(() => placeOf(shown), at)
    }
    throw new Error(`j and k never reach ${title}`)
  }

  /** The field of that name, once it says something: what is copied from it. */
  async readField(label: string): Promise<string> {
    const field = this.#find('textbox', label)
    await expect(field).toHaveValue(/./)
    return field.inputValue()
  }

  #find(role: Role, name: string | RegExp): Locator {
    return this.#page.getByRole(role, { name, exact: typeof name === 'string' }).first()
  }

  /** Asks of the one thing in focus: behind a dialog there may be another of that name. */
  async #hasFocus(role: Role, name: string | RegExp): Promise<boolean> {
    const named = this.#page.getByRole(role, { name, exact: typeof name === 'string' })
    return (await this.#page.locator(':focus').and(named).count()) > 0
  }

  /** What has the focus, as a screen reader would say it: it must have a name, and be in sight. */
  async #lookAtStop(): Promise<string> {
    const focused = this.#page.locator(':focus')
    // Past the last stop the focus is the browser's own for one Tab.
    if ((await focused.count()) === 0) return 'the window'
    const said = (await focused.ariaSnapshot()).split('\n')[0]!
    expect(said, 'the focus is on something with a role and a name').toMatch(/^- [a-z]+.*("|\/|: )./)
    await expect(focused, `${said} is in sight while it has the focus`).toBeInViewport()
    return said
  }
}

/** Resolves when it is, or after the time that a step takes at most. */
async function becomesOther(look: () => Promise<number>, than: number): Promise<void> {
  for (const startedAt = Date.now(); Date.now() - startedAt < STEP_MS;) {
    if ((await look()) !== than) return
  }
}

/** Where it stands among what is drawn; -1 when it is not there. */
async function placeOf(row: Locator): Promise<number> {
  const tops = await row.evaluateAll((rows) => rows.map((one) => one.getBoundingClientRect().top))
  return tops[0] ?? -1
}

/** Runs in the page: a click that a script makes is no pointer, and one made by Enter has none either. */
function watchPointer(): void {
  const { tellPointer } = window as unknown as { tellPointer: (touch: string) => void }
  for (const type of ['pointerdown', 'pointermove', 'wheel', 'touchstart']) {
    addEventListener(type, (event) => event.isTrusted && tellPointer(type), { capture: true, passive: true })
  }
}
