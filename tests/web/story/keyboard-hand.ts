// The story by keyboard alone: single keys if a command has one, else Tab and arrows. The hand has
// no access to the page, only keys, like a person without a mouse.
import { INVITE_FIELD, SEALED_BUTTON, type Hand, type PlaceName, type Writing } from './hand.ts'
import type { Keys } from './keys.ts'

interface Way {
  keys: [string, ...string[]]
  /** The name of the command in the palette. */
  command: string
}

const WAYS: Record<PlaceName, Way> = {
  Inbox: { keys: ['g', 'i'], command: 'Go to Inbox' },
  Sent: { keys: ['g', 't'], command: 'Go to Sent' },
  Held: { keys: ['g', 'h'], command: 'Go to Held' },
  Scheduled: { keys: ['g', 'y'], command: 'Go to Scheduled' },
  Drafts: { keys: ['g', 'd'], command: 'Go to Drafts' },
  Archive: { keys: ['g', 'a'], command: 'Go to Archive' },
  'Contact requests': { keys: ['g', 'k'], command: 'Go to Contact requests' },
  People: { keys: ['g', 'p'], command: 'Go to People' },
  Search: { keys: ['/'], command: 'Search' },
}

/** A day of a month, like Friday 12 February. */
const DAY = /^[A-Z][a-z]+day,? \d+ [A-Z]/

export class KeyboardHand implements Hand {
  readonly #keys: Keys

  constructor(keys: Keys) {
    this.#keys = keys
  }

  async begin(name: string): Promise<void> {
    await this.#keys.tabTo('textbox', 'Your name')
    await this.#keys.type(name)
    await this.#keys.press('Enter')
    await this.#press('I’ll do it later')
  }

  async go(place: PlaceName): Promise<void> {
    const { keys, command } = WAYS[place]
    // In a field single keys type letters, so use the palette.
    if (await this.#keys.isInField()) await this.#command(command)
    else await this.#keys.press(...keys)
  }

  async makeInvite(): Promise<void> {
    await this.#press('Create an invite link')
  }

  async copyField(label: string): Promise<string> {
    await this.#keys.tabTo('textbox', label)
    return this.#keys.readField(label)
  }

  async acceptInvite(link: string): Promise<void> {
    await this.#keys.tabTo('textbox', INVITE_FIELD)
    await this.#keys.type(link)
    await this.#keys.press('Enter')
  }

  async knock(address: string, line: string): Promise<void> {
    await this.#keys.tabTo('textbox', 'Link or address')
    await this.#keys.type(address)
    await this.#keys.tabTo('textbox', 'One line for this person')
    await this.#keys.type(line)
    await this.#keys.press('Enter')
  }

  async acceptKnock(name: string): Promise<void> {
    await this.#press(`Accept the request from ${name}`)
  }

  async write({ to, subject, text, ...options }: Writing): Promise<void> {
    if (await this.#keys.isInField()) await this.#command('Write a letter')
    else await this.#keys.press('c')
    await this.#keys.findFocusOn('combobox', 'To')
    for (const name of to) {
      await this.#keys.type(name)
      await this.#keys.press('Enter')
    }
    await this.#keys.tabTo('textbox', 'Subject')
    await this.#keys.type(subject)
    await this.#keys.tabTo('textbox', 'Letter')
    await this.#keys.type(text)
    if (Object.keys(options).length > 0) await this.#chooseOptions(options)
  }

  async #chooseOptions({ opening, when, hasEnd }: Omit<Writing, 'to' | 'subject' | 'text'>): Promise<void> {
    if (when !== undefined) await this.#chooseOption(/^When to send/, when)
    if (when === 'Pick a time…') await this.#keys.press('Enter')
    if (opening !== undefined) await this.#chooseOption(/^When someone opens it/, opening)
    if (hasEnd === true) {
      await this.#chooseOption(/^Expiry/, 'Pick a time…')
      await this.#keys.findFocusOn('textbox', 'Time')
      // The day of the month that has the focus of the grid; from there, the same day two months later.
      await this.#keys.tabTo('button', DAY, true)
      await this.#keys.press('PageDown', 'PageDown', 'Enter')
      await this.#keys.tabTo('button', 'Set the time')
      await this.#keys.press('Enter')
    }
  }

  /** Tab leads from the letter through its bar to the words of the options. */
  async #chooseOption(option: RegExp, choice: string): Promise<void> {
    await this.#keys.tabTo('button', option)
    await this.#keys.press('Enter')
    await this.#keys.downTo(choice, 'menuitemradio')
    await this.#keys.press('Enter')
  }

  async writeOn(text: string): Promise<void> {
    await this.#keys.findFocusOn('textbox', 'Letter')
    await this.#keys.press('Control+End')
    await this.#keys.type(text)
  }

  async send(): Promise<void> {
    await this.#keys.press('Control+Enter')
  }

  async undo(): Promise<void> {
    await this.#keys.press('z')
  }

  async choose(list: string, title: string): Promise<void> {
    if (list !== 'Drafts') return this.#keys.walkTo(list, title)
    // j and k only select a draft; Enter opens it.
    await this.#keys.tabTo('link', new RegExp(title))
    await this.#keys.press('Enter')
  }

  async openSealed(): Promise<void> {
    // Enter only moves the focus to the button; a second press opens, which reports to the author.
    await this.#keys.press('Enter')
    await this.#keys.findFocusOn('button', SEALED_BUTTON)
    await this.#keys.press('Enter')
  }

  async markDone(note: string): Promise<void> {
    await this.#press('Add a comment')
    await this.#keys.tabTo('textbox', /^Comment for/, true)
    await this.#keys.type(note)
    await this.#press('Done')
  }

  async reply(text: string, onlyTo?: string): Promise<void> {
    await this.#keys.press('r')
    await this.#keys.findFocusOn('textbox', 'Reply')
    if (onlyTo !== undefined) {
      await this.#keys.tabTo('button', `Only ${onlyTo}`, true)
      await this.#keys.press('Enter')
      await this.#keys.findFocusOn('textbox', 'Reply')
    }
    await this.#keys.type(text)
    await this.send()
  }

  async saveAsEml(): Promise<void> {
    // The row of the list has a menu of the same name before that of the letter.
    await this.#keys.tabTo('button', 'Labels')
    await this.#press('More')
    await this.#keys.findFocusOn('menuitem', /./)
    // Typing selects the menu item with that beginning.
    await this.#keys.press('e')
    await this.#keys.findFocusOn('menuitem', 'Export the thread…')
    await this.#keys.press('s', 'a', 'v')
    await this.#keys.findFocusOn('menuitem', 'Save as .eml')
    await this.#keys.press('Enter')
  }

  async archive(): Promise<void> {
    await this.#keys.press('e')
  }

  async search(query: string): Promise<void> {
    await this.go('Search')
    await this.#keys.findFocusOn('searchbox', 'Search your letters')
    await this.#keys.type(query)
  }

  async hold(): Promise<void> {
    await this.#command('Hold')
  }

  async letGo(): Promise<void> {
    await this.#keys.press('h')
  }

  async recall(): Promise<void> {
    await this.#keys.press('Shift+R')
    await this.#press('Recall')
  }

  /** Runs a command by the palette, which lists every command of the screen. */
  async #command(name: string): Promise<void> {
    if (await this.#keys.isInLetter()) await this.#keys.tabTo('button', 'Attach')
    await this.#keys.press('Control+k')
    await this.#keys.findFocusOn('combobox', 'Go anywhere, do anything')
    await this.#keys.type(name)
    await this.#keys.findSelectedOption(name)
    await this.#keys.press('Enter')
  }

  async #press(name: string): Promise<void> {
    await this.#keys.tabTo('button', name)
    await this.#keys.press('Enter')
  }
}
