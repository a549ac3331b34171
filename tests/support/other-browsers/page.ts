// A page in a browser that Playwright does not drive. The test names a control by its role and its
// name, as a person with a screen reader does; scripts in the page find and press it.
import { eventually } from '../command-line.ts'

/** What a driver of a browser must give. */
export interface Driver {
  goto(url: string): Promise<unknown>
  /** Runs the body of an async function in the page and returns its JSON. */
  run(body: string): Promise<unknown>
  /** Performs actions as https://www.w3.org/TR/webdriver2/#actions has them. */
  act(actions: object[]): Promise<unknown>
  close(): Promise<void>
}

/** The part of the names and roles of HTML that the page uses. */
const FIND = `
  const nameOf = (one) => {
    const by = one.getAttribute('aria-labelledby')
    const named = by === null ? null : by.split(' ').map((id) => document.getElementById(id)?.textContent ?? '').join(' ')
    return (one.getAttribute('aria-label') ?? named ?? one.textContent ?? '').replace(/\\s+/g, ' ').trim()
  }
  const TAGS = { button: 'button,[role=button]', link: 'a[href]', heading: 'h1,h2,h3' }
  const find = (role, name) => [...document.querySelectorAll(TAGS[role])]
    .find((one) => one.getClientRects().length > 0 && new RegExp(name).test(nameOf(one)))
`

export type Role = 'button' | 'link' | 'heading'

export class OtherPage {
  readonly #driver: Driver

  constructor(driver: Driver) {
    this.#driver = driver
  }

  async goto(url: string): Promise<void> {
    await this.#driver.goto(url)
  }

  /** Returns the value of an expression of the page. */
  read<T>(expression: string): Promise<T> {
    return this.#driver.run(`return (${expression})`) as Promise<T>
  }

  async sees(role: Role, name: string): Promise<void> {
    await this.#until(
      `the page has a ${role} ${name}`,
      `${FIND} return find('${role}', ${text(name)}) !== undefined`,
    )
  }

  async says(words: string): Promise<void> {
    await this.#until(`the page says ${words}`, `return document.body.innerText.includes(${text(words)})`)
  }

  async press(role: Role, name: string): Promise<void> {
    const body = `${FIND} const found = find('${role}', ${text(name)}); if (!found || found.disabled) return false
      found.click(); return true`
    await this.#until(`the ${role} ${name} can be pressed`, body)
  }

  /** Types into the field that the page has put the caret into. */
  async type(words: string): Promise<void> {
    const body = `let at = document.activeElement
      while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement
      return at !== null && (at.isContentEditable || 'value' in at)`
    await this.#until('a field has the caret', body)
    const actions = Array.from(words).flatMap((value) => [
      { type: 'keyDown', value },
      { type: 'keyUp', value },
    ])
    await this.#driver.act([{ type: 'key', id: 'keys', actions }])
  }

  close(): Promise<void> {
    return this.#driver.close()
  }

  /** A page that is being left has no answer. */
  async #until(what: string, body: string): Promise<void> {
    const look = (): Promise<unknown> => this.#driver.run(body).catch(() => false)
    try {
      await eventually(what, look, (isSo) => isSo === true)
    } catch (cause) {
      const said = await this.#driver.run('return document.body.innerText.slice(0, 600)').catch(String)
      throw new Error(`not so: ${what}. The page says: ${String(said)}`, { cause })
    }
  }
}

const text = (value: string): string => JSON.stringify(value)
