// A station with its front in a test, and the home of a customer whose phones come by it.
import { randomBytes } from '../../src/core/seal/index.ts'
import type { TakeLink } from '../../src/core/contract/message-link.ts'
import { openFront, type FrontOptions } from '../../src/main/front/front.ts'
import type { Front } from '../../src/main/front/index.ts'
import { FarRelay } from '../../src/main/station/far-relay.ts'
import { eventually, type Person } from './person.ts'
import type { TestStation } from './station.ts'

const LOOPBACK = { host: '127.0.0.1', port: 0, certificate: null, phones: null, guests: null }

/** Opens a front for a station. The caller closes it. */
export function frontOf(station: TestStation, options: Partial<FrontOptions> = {}): Promise<Front> {
  const relay = new FarRelay()
  relay.routes = station.do.far
  return openFront({
    ...{ web: LOOPBACK, target: relay, rendererDir: '/nowhere', log: { warn: () => undefined } },
    ...options,
  })
}

/** Opens a route to the home, and resolves with it. `id`: of the station, which the person has joined. */
export async function openRoute(
  { far }: Person,
  station: TestStation,
  id: string,
  take: TakeLink,
): Promise<Buffer> {
  const route = Buffer.from(randomBytes(16))
  far.onLink(take)
  far.setRoutes([route], id)
  await eventually(() => station.do.far.refusal(route) === null, 'the route is open')
  return route
}
