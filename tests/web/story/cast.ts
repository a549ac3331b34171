// The people of the story: each has an engine in a home that was empty, a page of their own, hands
// and eyes.
import type { Page } from '@playwright/test'
import type { Name, World } from '../support/index.ts'
import type { Seats } from '../support/seat.ts'
import { Eyes } from './eyes.ts'
import type { Hand } from './hand.ts'

/** A person's engine, as the story needs it. */
export interface Actor {
  /** `fumikura …words` in this home. */
  run<Result>(words: string[]): Promise<Result>
  /** Stops the engine; the page stays open. */
  goAway(signal?: NodeJS.Signals): Promise<void>
}

/** A person with their page, in a browser or in the desktop app. */
export interface StorySeat {
  person: Actor
  page: Page
  hand: Hand
  /** Starts the engine again. The page stays open, with the typed text. */
  comeBack(): Promise<void>
  /** The path of the file that is downloaded during `act`. */
  saves(act: () => Promise<void>): Promise<string>
}

export class Player implements Omit<StorySeat, 'page'> {
  readonly name: Name
  readonly person: Actor
  readonly hand: Hand
  readonly eyes: Eyes
  readonly saves: StorySeat['saves']
  readonly comeBack: StorySeat['comeBack']
  readonly #page: Page

  constructor(name: Name, { person, page, hand, saves, comeBack }: StorySeat) {
    this.name = name
    this.person = person
    this.hand = hand
    this.eyes = new Eyes(page)
    this.saves = saves
    this.comeBack = comeBack
    this.#page = page
  }

  /** Reloads the page like the browser's own button, which a test cannot press. */
  async reload(): Promise<void> {
    await this.#page.reload()
  }
}

export type Cast = Record<Name, Player>

/** Opens a page on each of three empty homes. */
export async function gather(enter: (name: Name) => Promise<StorySeat>): Promise<Cast> {
  const join = async (name: Name): Promise<Player> => new Player(name, await enter(name))
  return { alice: await join('alice'), bob: await join('bob'), carol: await join('carol') }
}

/** Each person has a browser of their own at the web door of `fumikura up`. */
export function atBrowsers(
  world: World,
  sit: Seats['sit'],
  takeUp: (page: Page) => Promise<Hand>,
): (name: Name) => Promise<StorySeat> {
  return async (name) => {
    const person = await world.empty(name)
    const page = await sit(person)
    const saves = async (act: () => Promise<void>): Promise<string> => {
      const download = page.waitForEvent('download')
      await act()
      return (await download).path()
    }
    const hand = await takeUp(page)
    const comeBack = async (): Promise<void> => {
      await person.comeBack()
      await page.waitForURL((url) => url.origin === person.origin)
      // A key that is pressed before the page is loaded has no effect.
      await page.getByRole('navigation', { name: 'Menu' }).waitFor()
    }
    return { person, page, hand, saves, comeBack }
  }
}
