// A home with very many pictures, as the page sees it. The answers about files are fake, everything
// else is the engine's.
import type { Page } from '@playwright/test'

interface Asked {
  id: number
  call?: string
  input?: { month?: string; limit?: number; before?: string }
}

const PER_MONTH = 250

/** Gives the page `count` pictures over many months. Call it before the page is opened. */
export async function haveManyPictures(page: Page, count: number): Promise<void> {
  const months = Array.from({ length: Math.ceil(count / PER_MONTH) }, (_, at) => ({
    month: `${2031 - Math.floor(at / 12)}-${String(12 - (at % 12)).padStart(2, '0')}`,
    count: Math.min(PER_MONTH, count - at * PER_MONTH),
    shapes: Array.from({ length: Math.min(PER_MONTH, count - at * PER_MONTH) }, shapeOf),
  }))
  await page.routeWebSocket(/\/engine$/, (socket) => {
    const engine = socket.connectToServer()
    socket.onMessage((message) => {
      const asked = JSON.parse(String(message)) as Asked
      const value = answer(asked, months)
      if (value === undefined) engine.send(message)
      else socket.send(JSON.stringify({ id: asked.id, value }))
    })
  })
}

function answer({ call, input }: Asked, months: readonly { month: string; count: number }[]): unknown {
  if (call === 'files.months') return months
  if (call !== 'files.list' || input?.month === undefined) return undefined
  const at = months.findIndex(({ month }) => month === input.month)
  const first = input.before === undefined ? 0 : Number(input.before) + 1
  const end = Math.min(months[at]!.count, first + (input.limit ?? 100))
  return Array.from({ length: end - first }, (_, index) =>
    pictureOf(input.month!, at * PER_MONTH, first + index),
  )
}

/** Landscapes, with a portrait and a square among them. */
const shapeOf = (_: unknown, index: number): number => [133, 133, 75, 150, 100][index % 5]!

function pictureOf(month: string, before: number, index: number): object {
  const facts = {
    width: 40 * shapeOf(null, index),
    height: 4000,
    takenAt: `${month}-15T10:00:00.000Z`,
    place: null,
  }
  return {
    file: `picture-${before + index}`,
    name: `IMG_${before + index}.jpg`,
    size: 3_000_000,
    type: 'image/jpeg',
    kind: 'picture',
    preview: null,
    facts: { ...facts, camera: null, caption: null },
    ref: `fumikura://ref/${before + index}`,
    from: { person: 'me', name: 'alice' },
    isMine: true,
    source: null,
    addedAt: facts.takenAt,
    tags: [],
    versions: 1,
    number: null,
    cursor: String(index),
  }
}
