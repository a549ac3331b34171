// The events that a phone missed.
import { describe, expect, it } from 'vitest'
import { createClient, createMemoryChannels } from '../../../src/core/contract/index.ts'
import { NumberedEvents } from '../../../src/core/contract/numbered-events.ts'
import type { EngineEvent, RefText } from '../../../src/core/contract/index.ts'
import { serveContract } from '../../../src/core/contract/server.ts'
import { createFakeEngine } from '../../contract/fake-engine.ts'

const changed = (text: string): EngineEvent => ({ type: 'letter-changed', ref: text as RefText })

function start(): { emit: (...texts: string[]) => void; events: NumberedEvents } {
  const engine = createFakeEngine()
  const events = new NumberedEvents(engine.handlers.events)
  return { emit: (...texts) => texts.forEach((text) => engine.emit(changed(text))), events }
}

function listen(events: NumberedEvents, from: ReturnType<NumberedEvents['resume']>): unknown[] {
  const heard: unknown[] = []
  events.after(from).subscribe((event, number) => heard.push([number, (event as { ref: string }).ref]))
  return heard
}

describe('numbered events', () => {
  it('continue after the last one that a phone received', () => {
    const { emit, events } = start()
    emit('a', 'b', 'c')
    const { run, event } = events.resume(undefined)
    expect(events.resume({ run, event })).toEqual({ run, event: 3, how: 'current' })
    const from = events.resume({ run, event: 1 })
    expect(from).toEqual({ run, event: 1, how: 'missed' })
    emit('d')
    const heard = listen(events, from)
    emit('e')
    expect(heard).toEqual([
      [2, 'b'],
      [3, 'c'],
      [4, 'd'],
      [5, 'e'],
    ])
  })

  it('are not repeated to a new phone, but none is lost before its subscription', () => {
    const { emit, events } = start()
    emit('a')
    const from = events.resume(undefined)
    emit('b')
    expect([from.how, listen(events, from)]).toEqual(['reread', [[2, 'b']]])
  })

  it('of another run, of the future, or too long ago are read again', () => {
    const { emit, events } = start()
    const { run } = events.resume(undefined)
    emit(...Array.from({ length: 5000 }, (_, at) => String(at)))
    const marks = [
      { run: 'another', event: 4999 },
      { run, event: 5001 },
      { run, event: 5000 - 4097 },
    ]
    expect(marks.map((mark) => events.resume(mark).how)).toEqual(['reread', 'reread', 'reread'])
    expect(listen(events, events.resume({ run, event: 5000 - 4096 })).length).toBe(4096)
  })

  it('carry their number over a channel, and stop with it', async () => {
    const engine = createFakeEngine()
    const events = new NumberedEvents(engine.handlers.events)
    const [near, far] = createMemoryChannels()
    engine.emit(changed('a'))
    const from = { ...events.resume(undefined), event: 0 }
    serveContract(far, { ...engine.handlers, events: events.after(from) }, engine.log)
    const client = createClient(near)
    const heard = await new Promise((resolve) =>
      client.api.events.subscribe((event, number) => resolve([event, number])),
    )
    expect(heard).toEqual([changed('a'), 1])
    events.close()
    expect(engine.countListeners()).toBe(0)
  })
})
