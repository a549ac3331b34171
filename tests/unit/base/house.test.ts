// The house opens nouns, starts them, and closes them in reverse.
import { expect, test } from 'vitest'
import { House, Later, silentLog } from '../../../src/core/base/index.ts'

const done: string[] = []

class Cellar {
  readonly depth: number

  constructor(depth: number) {
    this.depth = depth
  }

  close(): void {
    done.push(`close ${this.depth}`)
  }
}

class Kitchen {
  static open(options: { isLit: boolean }): Promise<Kitchen> {
    return Promise.resolve(new Kitchen(options.isLit))
  }

  readonly isLit: boolean

  private constructor(isLit: boolean) {
    this.isLit = isLit
  }

  start(): Promise<void> {
    done.push('start kitchen')
    return Promise.reject(new Error('no gas'))
  }
}

class Roof {
  start(): void {
    done.push('start roof')
  }

  close(): void {
    done.push('close roof')
  }
}

test('House: nouns start in order even if one fails, and close in reverse order', async () => {
  const house = new House()
  expect(house.add(Cellar, 2).depth).toBe(2)
  expect((await house.open(Kitchen, { isLit: true })).isLit).toBe(true)
  house.add(Roof)
  const warned: unknown[] = []
  house.start({ ...silentLog, warn: (event, facts) => warned.push([event, facts]) })
  await Promise.resolve()
  await house.closing.run(silentLog)
  expect(done).toEqual(['start kitchen', 'start roof', 'close roof', 'close 2'])
  expect(warned).toEqual([['noun-not-started', { noun: 'Kitchen', message: 'Error: no gas' }]])
})

test('Later: a noun that is used before all are open throws', () => {
  const later = new Later<{ roof: Roof }>()
  expect(() => later.now).toThrow()
  const roof = new Roof()
  later.connect({ roof })
  expect(later.now.roof).toBe(roof)
})
