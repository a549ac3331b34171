// What a person can see on their page, without any act: the scenes of the story look through this
// alone. A locator could click and fill; here it never leaves the file, so that only a hand can
// act.
import type { Locator, Page } from '@playwright/test'
import { expect } from '../support/index.ts'

type Role = Parameters<Page['getByRole']>[0]

/** Where on a page something is looked for. */
export type Sight = (where: Page | Locator) => Locator

export const words =
  (text: string | RegExp): Sight =>
  (where) =>
    where.getByText(text, { exact: typeof text === 'string' })

export const named =
  (role: Role, name: string | RegExp): Sight =>
  (where) =>
    where.getByRole(role, { name, exact: typeof name === 'string' })

export const within =
  (outer: Sight, inner: Sight): Sight =>
  (where) =>
    inner(outer(where))

/** The text of the letter that is open. */
export const letterText =
  (text: string): Sight =>
  (where) =>
    where.locator('.markdown', { hasText: text })

/** The row of a letter in a list, by its whole title. */
export const row =
  (list: string, title: string): Sight =>
  (where) =>
    where
      .getByRole('list', { name: list, exact: true })
      .getByRole('listitem')
      .filter({ has: where.getByText(title, { exact: true }) })

/** A reader in the author's view, in that state. */
export const reader =
  (name: string, state: string): Sight =>
  (where) =>
    where
      .getByRole('region', { name: 'Readers' })
      .locator(`[data-state=${state}]`)
      .filter({ has: where.getByRole('link', { name, exact: true }) })

/** Words that a search has marked. */
export const mark =
  (text: string): Sight =>
  (where) =>
    where.locator('mark').filter({ hasText: text }).first()

export class Eyes {
  readonly #page: Page

  constructor(page: Page) {
    this.#page = page
  }

  /** Waits until each of them can be seen. */
  async see(...sights: Sight[]): Promise<void> {
    for (const sight of sights) await expect(sight(this.#page)).toBeVisible()
  }

  /** As `see`, for what a network of several processes may take its time for. */
  async await(sight: Sight): Promise<void> {
    await expect(sight(this.#page)).toBeVisible({ timeout: 60_000 })
  }

  /** As `see`, where something could be cut off by what is around it. */
  async find(sight: Sight): Promise<void> {
    await expect(sight(this.#page)).toBeInViewport({ ratio: 1 })
  }

  async miss(sight: Sight): Promise<void> {
    await expect(sight(this.#page)).toHaveCount(0)
  }

  async count(sight: Sight, count: number): Promise<void> {
    await expect(sight(this.#page)).toHaveCount(count)
  }

  /** What a field says. */
  async readField(sight: Sight, says: string | RegExp = /./): Promise<string> {
    const field = sight(this.#page).first()
    await expect(field).toHaveValue(says)
    return field.inputValue()
  }
}
