// All that a person can see on their page; the story's scenes have no other access to the page's
// content. A locator could also click and fill, so none leaves this file. Only a hand can act.
import type { Locator, Page } from '@playwright/test'
import { expect } from '../support/index.ts'

type Role = Parameters<Page['getByRole']>[0]

/** How to find something on a page or within a part of it. */
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

/** The open letter, found by its text. */
export const letterText =
  (text: string): Sight =>
  (where) =>
    where.locator('.markdown', { hasText: text })

/** The row of a letter in a list, found by its whole title. */
export const row =
  (list: string, title: string): Sight =>
  (where) =>
    where
      .getByRole('list', { name: list, exact: true })
      .getByRole('listitem')
      .filter({ has: where.getByText(title, { exact: true }) })

/** A reader with this state in the author's view. */
export const reader =
  (name: string, state: string): Sight =>
  (where) =>
    where
      .getByRole('region', { name: 'Readers' })
      .locator(`[data-state=${state}]`)
      .filter({ has: where.getByRole('link', { name, exact: true }) })

/** A marked hit of a search. */
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

  /** Like `see`, with a long time-out for work between several processes. */
  async await(sight: Sight): Promise<void> {
    await expect(sight(this.#page)).toBeVisible({ timeout: 60_000 })
  }

  /** Like `see`, and the element must be fully in view, not cut off. */
  async find(sight: Sight): Promise<void> {
    await expect(sight(this.#page)).toBeInViewport({ ratio: 1 })
  }

  async miss(sight: Sight): Promise<void> {
    await expect(sight(this.#page)).toHaveCount(0)
  }

  async count(sight: Sight, count: number): Promise<void> {
    await expect(sight(this.#page)).toHaveCount(count)
  }

  /** Returns the value of a field, once it matches. */
  async readField(sight: Sight, expected: string | RegExp = /./): Promise<string> {
    const field = sight(this.#page).first()
    await expect(field).toHaveValue(expected)
    return field.inputValue()
  }

  /** The text of a letter that is being written. */
  async readText(sight: Sight, expected: string): Promise<void> {
    await expect(sight(this.#page).first()).toHaveText(expected)
  }
}
