// The palette's commands that sort a list of letters and switch its filters on or off.
import { LIST_ORDERS, type ListOrder } from '../../core/contract/index.ts'
import { m } from '../messages/messages.svelte.ts'
import { filtersOf, isLabelled, type Listing } from '../state/listing.ts'
import { isWhole, toggleFilter, WHOLE, type Narrowing } from '../state/narrowing.ts'
import type { Offer } from '../state/offers.svelte.ts'
import { hasThreads } from '../state/thread-list.svelte.ts'

/** A list of a box, of letters or of threads. */
export interface Narrowed {
  readonly narrowing: Narrowing
  narrow: (changed: Partial<Narrowing>) => void
}

/** A thread has no size to sort by. */
export function ordersOf(of: Listing): readonly ListOrder[] {
  return hasThreads(of) ? LIST_ORDERS.filter((order) => order !== 'largest') : LIST_ORDERS
}

export function narrowingOffers(list: Narrowed, of: Listing, labels: readonly string[]): Offer[] {
  const { narrowing } = list
  const words = m.inbox.narrow
  const filterOffer = (name: string, isOn: boolean, run: () => void): Offer => {
    return { id: `only-${name}`, label: isOn ? words.showAgain(name) : words.showOnly(name), run }
  }
  return [
    ...ordersOf(of)
      .filter((order) => order !== narrowing.order)
      .map((order) => ({
        id: `order-${order}`,
        label: words.sortBy(words.orders[order]),
        run: () => list.narrow({ order }),
      })),
    ...filtersOf(of).map((filter) =>
      filterOffer(words.filters[filter], narrowing.only.includes(filter), () =>
        list.narrow({ only: toggleFilter(narrowing, filter) }),
      ),
    ),
    ...(of === 'drafts' || isLabelled(of) ? [] : labels).map((label) => {
      const isOn = narrowing.label === label
      return filterOffer(words.labelled(label), isOn, () => list.narrow({ label: isOn ? null : label }))
    }),
    ...(isWhole(narrowing) ? [] : [{ id: 'only-all', label: words.clearAll, run: () => list.narrow(WHOLE) }]),
  ]
}
