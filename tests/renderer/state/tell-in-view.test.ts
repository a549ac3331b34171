// What a phone tells home of its page on a new connection.
import { expect, it } from 'vitest'
import type { App } from '../../../src/renderer/state/app.svelte.ts'
import { parsePlace } from '../../../src/renderer/state/place.ts'
import { tellInView } from '../../../src/renderer/state/tell-in-view.svelte.ts'
import { createFakeConnection } from '../support/fake-app.ts'

function tellAt(hash: string, kept: object | null): { told: unknown[]; comeBack: () => void } {
  const told: unknown[] = []
  const { connection, become } = createFakeConnection({
    phones: { showing: (shown) => void told.push(shown) },
  })
  const app = { far: { lock: { kept } }, route: { place: parsePlace(hash) } } as unknown as App
  tellInView(app, connection)
  return { told, comeBack: () => (become('lost'), become('online')) }
}

it('a page that shows what arrives says nothing, as a new connection counts as that', () => {
  const { told, comeBack } = tellAt('#/inbox', null)
  comeBack()
  expect(told).toEqual([])
})

it('a page with a lock says it each time, as its lock goes on from what home heard before', () => {
  const { told, comeBack } = tellAt('#/inbox', {})
  comeBack()
  comeBack()
  expect(told).toEqual([
    { isInView: true, isVisible: true },
    { isInView: true, isVisible: true },
  ])
})

it('somebody who writes is there, and does not see what arrives', () => {
  const { told, comeBack } = tellAt('#/compose', null)
  comeBack()
  expect(told.at(-1)).toEqual({ isInView: false, isVisible: true })
})
