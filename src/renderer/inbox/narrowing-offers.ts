// The palette's commands that sort a list of letters and switch its filters on or off.
import type { Box } from '../../core/contract/index.ts'
import { m } from '../messages/messages.svelte.ts'
import type { LetterList } from '../state/letter-list.svelte.ts'
import { BOX_FILTERS, isWhole, ORDERS, toggleFilter, WHOLE } from '../state/narrowing.ts'
import type { Offer } from '../state/offers.svelte.ts'

export function narrowingOffers(
  list: Pick<LetterList, 'narrowing' | 'narrow'>,
  box: Box,
  labels: readonly string[],
): Offer[] {
  const { narrowing } = list
  const words = m.inbox.narrow
  const filterOffer = (name: string, isOn: boolean, run: () => void): Offer => {
    return { id: `only-${name}`, label: isOn ? words.showAgain(name) : words.showOnly(name), run }
  }
  return [
    ...ORDERS.filter((order) => order !== narrowing.order).map((order) => ({
      id: `order-${order}`,
      label: words.sortBy(words.orders[order]),
      run: () => list.narrow({ order }),
    })),
    ...BOX_FILTERS[box].map((filter) =>
      filterOffer(words.filters[filter], narrowing.only.includes(filter), () =>
        list.narrow({ only: toggleFilter(narrowing, filter) }),
      ),
    ),
    ...(box === 'drafts' ? [] : labels).map((label) => {
      const isOn = narrowing.label === label
      return filterOffer(words.labelled(label), isOn, () => list.narrow({ label: isOn ? null : label }))
    }),
    ...(isWhole(narrowing) ? [] : [{ id: 'only-all', label: words.clearAll, run: () => list.narrow(WHOLE) }]),
  ]
}
