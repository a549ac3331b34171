// The story by mouse. Every button and link is pressed, and only text is typed.
import type { Page } from '@playwright/test'
import { INVITE_FIELD, SEALED_BUTTON, type Hand, type PlaceName, type Writing } from './hand.ts'

/** The place of the rail that has the link to a place. */
const OUTER: Partial<Record<PlaceName, PlaceName>> = {
  Held: 'Sent',
  Scheduled: 'Sent',
  Drafts: 'Sent',
  'Contact requests': 'People',
}

export class MouseHand implements Hand {
  readonly #page: Page

  constructor(page: Page) {
    this.#page = page
  }

  async begin(name: string): Promise<void> {
    await this.#fill('Your name', name)
    await this.#press('Begin')
    await this.#press('I’ll do it later')
  }

  async go(place: PlaceName): Promise<void> {
    // A mailbox link has the name and a count.
    const linkTo = (name: string): RegExp => new RegExp(`^${name}( |\\d|$)`)
    const rail = this.#page.getByRole('navigation', { name: 'Menu' })
    const outer = OUTER[place]
    await rail.getByRole('link', { name: linkTo(outer ?? place) }).click()
    if (outer === undefined) return
    await this.#page.getByRole('link', { name: linkTo(place) }).click()
  }

  async makeInvite(): Promise<void> {
    await this.#press('Create an invite link')
  }

  async copyField(label: string): Promise<string> {
    const field = this.#page.getByRole('textbox', { name: label, exact: true }).first()
    await field.click()
    return field.inputValue()
  }

  async acceptInvite(link: string): Promise<void> {
    await this.#page.getByRole('textbox', { name: INVITE_FIELD }).fill(link)
    await this.#page.getByRole('button', { name: /^Accept( the invite)?$/ }).click()
  }

  async knock(address: string, line: string): Promise<void> {
    await this.#fill('Link or address', address)
    await this.#fill('One line for this person', line)
    await this.#press('Send contact request')
  }

  async acceptKnock(name: string): Promise<void> {
    await this.#press(`Accept the request from ${name}`)
  }

  async write({ to, subject, text, ...options }: Writing): Promise<void> {
    await this.#page
      .getByRole('navigation', { name: 'Menu' })
      .getByRole('link', { name: 'Write', exact: true })
      .click()
    for (const name of to) {
      await this.#page.getByRole('combobox', { name: 'To' }).fill(name)
      await this.#page.getByRole('option', { name }).click()
    }
    await this.#fill('Subject', subject)
    await this.#fill('Letter', text)
    if (Object.keys(options).length > 0) await this.#chooseOptions(options)
  }

  async #chooseOptions({ opening, when, hasEnd }: Omit<Writing, 'to' | 'subject' | 'text'>): Promise<void> {
    if (when !== undefined) await this.#chooseOption(/^When to send/, when)
    if (when === 'Pick a time…') await this.#press('Set the time')
    if (opening !== undefined) await this.#chooseOption(/^When someone opens it/, opening)
    if (hasEnd === true) {
      await this.#chooseOption(/^Expiry/, 'Pick a time…')
      const dialog = this.#page.getByRole('dialog', { name: 'Expires' })
      await dialog.getByRole('button', { name: 'The month after' }).click()
      await dialog.getByRole('button', { name: 'The month after' }).click()
      await dialog.getByRole('grid').getByRole('button', { name: / 12 / }).click()
      await this.#press('Set the time')
    }
  }

  async #chooseOption(option: RegExp, choice: string): Promise<void> {
    await this.#page.getByRole('button', { name: option }).click()
    await this.#page.getByRole('menuitemradio', { name: choice, exact: true }).click()
  }

  async writeOn(text: string): Promise<void> {
    const sheet = this.#page.getByRole('textbox', { name: 'Letter' })
    await sheet.click()
    await this.#page.keyboard.press('Control+End')
    await this.#page.keyboard.type(text)
  }

  async send(): Promise<void> {
    const names = /^(Send|Schedule|Store and hold)$/
    await this.#page.getByRole('button', { name: names }).click()
  }

  async undo(): Promise<void> {
    await this.#press('Undo')
  }

  async choose(list: string, title: string): Promise<void> {
    await this.#page.getByRole('list', { name: list, exact: true }).getByText(title, { exact: true }).click()
  }

  async openSealed(): Promise<void> {
    await this.#page.getByRole('button', { name: SEALED_BUTTON }).click()
  }

  async markDone(note: string): Promise<void> {
    await this.#press('Add a comment')
    await this.#page.getByRole('textbox', { name: /^Comment for/ }).fill(note)
    await this.#press('Done')
  }

  async reply(text: string, onlyTo?: string): Promise<void> {
    await this.#page.getByRole('button', { name: /^Reply (only )?to/ }).click()
    if (onlyTo !== undefined) await this.#press(`Only ${onlyTo}`)
    await this.#fill('Reply', text)
    await this.send()
  }

  async saveAsEml(): Promise<void> {
    await this.#page.getByRole('toolbar', { name: 'Tools' }).getByRole('button', { name: 'More' }).click()
    await this.#page.getByRole('menuitem', { name: 'Save as .eml' }).click()
  }

  async archive(): Promise<void> {
    await this.#page.getByRole('toolbar', { name: 'Tools' }).getByRole('button', { name: 'Archive' }).click()
  }

  async search(query: string): Promise<void> {
    const field = this.#page.getByRole('searchbox')
    // Other screens have no search field, but lists have a link to it.
    if (!(await field.isVisible()))
      await this.#page.getByRole('link', { name: 'Search', exact: true }).click()
    await field.fill(query)
  }

  async hold(): Promise<void> {
    await this.#press('Hold')
  }

  async letGo(): Promise<void> {
    await this.#press('Release')
  }

  async recall(): Promise<void> {
    await this.#page.getByRole('button', { name: /^Recall/ }).click()
    await this.#page.getByRole('dialog').getByRole('button', { name: 'Recall', exact: true }).click()
  }

  #press(name: string): Promise<void> {
    return this.#page.getByRole('button', { name, exact: true }).click()
  }

  #fill(label: string, text: string): Promise<void> {
    return this.#page.getByRole('textbox', { name: label, exact: true }).fill(text)
  }
}
