// Kim's home with an open far door, and contacts of hers. All of it ends with the test.
import { afterEach } from 'vitest'
import type { Clock } from '../../src/core/base/index.ts'
import { useCircle } from './circle.ts'
import { openFarDoor } from './far-phone.ts'

interface PhoneHomeOptions extends NonNullable<Parameters<typeof openFarDoor>[1]> {
  clock?: Clock | undefined
  /** Contacts besides mara. */
  others?: readonly string[]
}

/** Call this function at the top of a test file. What is in `closing` ends before the people. */
export function usePhoneHome() {
  const circle = useCircle()
  const closing: (() => unknown)[] = []
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close()
  })
  const openHome = async ({ clock, others = [], ...options }: PhoneHomeOptions = {}) => {
    const { people } = await circle(['kim', 'mara', ...others], clock)
    const [kim, mara, ...rest] = [people[0]!, people[1]!, ...people.slice(2)]
    const { links, door } = await openFarDoor(kim, options)
    closing.push(() => door.close())
    return { kim, mara, others: rest, links }
  }
  return { openHome, closing }
}
