// Handlers for stations: joining, leaving, their rule, and what each of them has.
import { countPendingRecalls } from '../../gates/index.ts'
import { EngineError } from '../../contract/errors.ts'
import type { JoinedStation } from '../../contract/index.ts'
import { deviceId, isoTime } from '../../contract-ids.ts'
import { stationNumber } from '../../station-records/index.ts'
import { countAtNoStation, countAtStation, type Station } from '../../keepers/index.ts'
import type { OpenHome } from '../../open-home.ts'
import { countLetters } from '../letters/listing-handlers.ts'
import type { Serving } from '../serving.ts'

export const stationHandlers: Serving<'stations'> = {
  list: listStations,
  async add(home, { link, name, waitMs }, { signal }) {
    const station = await home.stations.joined.add(link, name ?? null, { waitMs, signal })
    return nameStation(station)
  },
  async rename(home, { station, name }) {
    return nameStation(await home.stations.joined.rename(station, name))
  },
  async leave({ stations: { joined } }, { station: wanted, waitMs, lost }, { signal }) {
    if (lost === true) return { ...nameStation(await joined.lose(wanted)), told: false }
    const { station, isTold } = await joined.leave(wanted, { waitMs, signal })
    return { ...nameStation(station), told: isTold }
  },
  async test(home, { waitMs }, { signal }) {
    const tested = await home.stations.test({ waitMs, signal })
    if (tested === null) throw noStation()
    const { stations, need, openedMs } = tested
    const described = stations.map(({ station, name, answer }) => ({
      ...{ station: deviceId(station), name, answer },
    }))
    return { stations: described, need, openedMs }
  },
  async rule({ stations: { joined } }, wanted) {
    const { untilDays, ...numbers } = wanted
    if (joined.showRule() === null) throw noStation()
    if (numbers.need !== undefined || numbers.distrust !== undefined) await joined.setRule(numbers)
    if (untilDays !== undefined) await joined.setLease(untilDays)
    return joined.showRule()!
  },
}

function noStation(): EngineError {
  return new EngineError('INVALID', 'You have no station yet.')
}

function nameStation({ device, name }: Station): Pick<JoinedStation, 'station' | 'name'> {
  return { station: deviceId(device), name }
}

async function listStations(home: OpenHome): Promise<JoinedStation[]> {
  const stations = home.stations.joined.list()
  if (stations.length === 0) return []
  const sent = await countSent(home)
  return stations.map((station) => describeStation(home, station, sent))
}

/** Returns how many sent letters no station has. Null without stations. */
export async function countOnlyHere(home: OpenHome): Promise<number | null> {
  const isSomewhere = home.stations.joined.list().length > 0
  return isSomewhere ? countAtNoStation(home.parts.ledger, await countSent(home)) : null
}

/** Returns the number of sent letters. */
async function countSent({ parts }: OpenHome): Promise<number> {
  return (await countLetters(parts)).boxes.sent.total
}

function describeStation(
  { parts, peers, stations }: OpenHome,
  station: Station,
  sent: number,
): JoinedStation {
  return {
    ...nameStation(station),
    number: stationNumber(station.device),
    online: peers.find(station.device) !== null,
    heardAt: isoTime(station.heardAt),
    bytes: station.usage.bytes,
    limit: station.usage.limits.bytes,
    egress: station.usage.egress,
    egressLimit: station.usage.limits.egressPerDay,
    phones: station.usage.phones,
    ...countAtStation(parts.ledger, station, sent),
    recalls: countPendingRecalls(parts.ledger, station.device),
    full: stations.isRefused(station.device),
    fenced: station.isFenced,
    isCustomer: station.isCustomer,
  }
}
