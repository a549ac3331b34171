// A separate browser for each person of a test. In every test the page must not violate its own
// policy and must throw nothing; that is checked after each one.
import { expect, test as base, type BrowserContextOptions, type Page } from '@playwright/test'
import type { Person } from './world.ts'

export interface Seats {
  /** Opens the person's link in a new browser. Resolves with the page once it shows something. */
  sit: (person: Person, options?: BrowserContextOptions) => Promise<Page>
}

export const test = base.extend<Seats>({
  sit: async ({ browser }, use) => {
    const faults: string[] = []
    const contexts: { close(): Promise<void> }[] = []
    await use(async (person, options) => {
      const context = await browser.newContext(options)
      contexts.push(context)
      await context.exposeBinding('reportViolation', (_, words: string) => void faults.push(words))
      await context.addInitScript(watchPolicy)
      context.on('weberror', (error) => faults.push(`${person.name}: ${error.error().stack ?? ''}`))
      const page = await context.newPage()
      await page.goto(await person.link())
      await page.locator('main:not([aria-busy])').waitFor()
      return page
    })
    for (const context of contexts) await context.close()
    expect(faults, 'what the page threw, or was kept from by its own policy').toEqual([])
  },
})

/** Runs in the page before any of its own code. */
export function watchPolicy(): void {
  const { reportViolation } = window as unknown as { reportViolation: (words: string) => void }
  document.addEventListener('securitypolicyviolation', (event) => {
    reportViolation(
      `${event.violatedDirective}: ${event.blockedURI} at ${event.sourceFile}:${event.lineNumber} ${event.sample}`,
    )
  })
}

export { expect }
