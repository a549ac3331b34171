// `fumikura station up`: a station and its local door, until a signal.
import { EngineError, type HandlersOf } from '../../core/contract/index.ts'
import { stationNouns } from '../../core/contract/contract.ts'
import { serveNouns } from '../../core/contract/server.ts'
import {
  homePaths,
  openStation,
  type Log,
  type OpenStation,
  type Station,
  type StationOptions,
} from '../../core/index.ts'
import type { Front, WebOptions } from '../front/index.ts'
import { postPush } from '../host/push/index.ts'
import { openSocketDoor } from '../host/socket-door.ts'
import { openMetricsServer } from './metrics-server.ts'
import { writeMetrics, type ProcessUse } from './metrics-text.ts'
import { describeWeb, openStationFront, warnOfWeb, type StationFront } from './station-front.ts'

export type StationUpOptions = Pick<
  StationOptions,
  'home' | 'bootstrap' | 'lan' | 'name' | 'port' | 'limitBytes'
> & {
  log: Log
  /** The version of this program. */
  version: string
  /** The port for metrics on loopback; 0 for any. Default: no metrics. */
  metricsPort?: number
  /** Where phones and letters by link are served. Null: nowhere. */
  web: WebOptions | null
  /** The built page. */
  rendererDir: string
}

export interface RunningStation {
  station: string
  name: string
  /** Twelve digits, which its customers see too. */
  number: string
  /** A link for the first customer, or for one more. */
  link: string
  /** Where the metrics are. Null without a port for them. */
  metrics: string | null
  /** The origin of the front, and those of its apps. Null for what is not served. */
  web: string | null
  phones: string | null
  guests: string | null
  close(): Promise<void>
}

/** Without a network the station runs too, and waits for one. */
const ONLINE_WITHIN_MS = 5_000

/**
 * @throws INVALID for the home of a person, a port that is taken or a certificate that cannot be used;
 * HOME_LOCKED, DAMAGED, NO_SPACE
 */
export async function startStation(options: StationUpOptions): Promise<RunningStation> {
  // Before the station, because its first customers ask for the origins.
  const outside = options.web === null ? null : await openStationFront(options.web, options)
  const origins = { phones: outside?.front.phones ?? null, guests: outside?.front.guests ?? null }
  const post: StationOptions['post'] = (request, signal) => postPush(request, { signal })
  const opened = await openStation({ ...options, origins, post }).catch(async (error: unknown) => {
    await outside?.front.close()
    throw error
  })
  try {
    return await serve(options, opened, outside)
  } catch (error) {
    await outside?.front.close()
    await opened.close()
    throw error
  }
}

async function serve(
  options: StationUpOptions,
  opened: OpenStation,
  outside: StationFront | null,
): Promise<RunningStation> {
  const { station } = opened
  const front = outside?.front ?? null
  if (outside !== null) outside.relay.routes = station.far
  const handlers = createHandlers(station, front, options.version)
  const metrics =
    options.metricsPort === undefined
      ? null
      : await openMetricsServer(options.metricsPort, async () =>
          writeMetrics(
            { ...(await station.doctor()), version: options.version },
            { ...station.phones(), certificateDays: front?.certificateDays() ?? null },
            readUse(),
          ),
        )
  const door = await openSocketDoor(homePaths(options.home), (channel) =>
    serveNouns(
      channel,
      stationNouns,
      { ...handlers, events: { subscribe: () => () => undefined } },
      options.log,
    ),
  )
  await station.whenOnline(ONLINE_WITHIN_MS)
  const { link } = await station.invite()
  const { id, name, number } = station
  return {
    ...{ station: id, name, number, link, metrics: metrics?.url ?? null },
    ...{ web: front?.web ?? null, phones: front?.phones ?? null, guests: front?.guests ?? null },
    async close() {
      await Promise.all([front?.close(), metrics?.close(), door.close()])
      await opened.close()
    },
  }
}

function readUse(): ProcessUse {
  const { user, system } = process.cpuUsage()
  return {
    rssBytes: process.memoryUsage.rss(),
    cpuSeconds: (user + system) / 1e6,
    startedAt: performance.timeOrigin / 1000,
  }
}

function createHandlers(
  station: Station,
  front: Front | null,
  version: string,
): HandlersOf<typeof stationNouns> {
  return {
    station: {
      async invite({ bytes, egress: egressPerDay }) {
        const { link, expiresAt } = await station.invite({
          ...(bytes === undefined ? {} : { bytes }),
          ...(egressPerDay === undefined ? {} : { egressPerDay }),
        })
        return { link, number: station.number, expiresAt: new Date(expiresAt).toISOString() }
      },
      customers: async () => station.customers(),
      phones: async () => station.phones(),
      async doctor() {
        const [health, web] = await Promise.all([
          station.doctor(),
          front === null ? null : describeWeb(front),
        ])
        const warnings = [...health.warnings, ...(web === null ? [] : warnOfWeb(web))]
        return { ...health, healthy: warnings.length === 0, warnings, version, web }
      },
    },
    home: {
      async status() {
        throw new EngineError('INVALID', 'This is the home of a station. It has no person.')
      },
    },
  }
}
