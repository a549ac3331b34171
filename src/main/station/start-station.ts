// `fumikura station up`: a station and its local door, until a signal.
import { EngineError, type HandlersOf } from '../../core/contract/index.ts'
import { stationNouns } from '../../core/contract/contract.ts'
import { serveNouns } from '../../core/contract/server.ts'
import { homePaths, openStation, type Log, type Station, type StationOptions } from '../../core/index.ts'
import { openSocketDoor } from '../host/socket-door.ts'
import { openMetricsServer } from './metrics-server.ts'
import { writeMetrics, type ProcessUse } from './metrics-text.ts'

export type StationUpOptions = Pick<
  StationOptions,
  'home' | 'bootstrap' | 'lan' | 'name' | 'port' | 'limitBytes'
> & {
  log: Log
  /** The version of this program. */
  version: string
  /** The port for metrics on loopback; 0 for any. Default: no metrics. */
  metricsPort?: number
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
  close(): Promise<void>
}

/** Without a network the station runs too, and waits for one. */
const ONLINE_WITHIN_MS = 5_000

/** @throws INVALID for the home of a person or a port that is taken, HOME_LOCKED, DAMAGED, NO_SPACE */
export async function startStation(options: StationUpOptions): Promise<RunningStation> {
  const opened = await openStation(options)
  const { station } = opened
  try {
    const handlers = createHandlers(station, options.version)
    const metrics =
      options.metricsPort === undefined
        ? null
        : await openMetricsServer(options.metricsPort, async () =>
            writeMetrics({ ...(await station.doctor()), version: options.version }, readUse()),
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
    const closeAll = async (): Promise<void> => {
      await metrics?.close()
      await door.close()
      await opened.close()
    }
    const { id, name, number } = station
    return { station: id, name, number, link, metrics: metrics?.url ?? null, close: closeAll }
  } catch (error) {
    await opened.close()
    throw error
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

function createHandlers(station: Station, version: string): HandlersOf<typeof stationNouns> {
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
      doctor: async () => ({ ...(await station.doctor()), version }),
    },
    home: {
      async status() {
        throw new EngineError('INVALID', 'This is the home of a station. It has no person.')
      },
    },
  }
}
