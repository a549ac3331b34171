// The stations of this person and their rule, for the settings. Beside "store": after it, letters
// are handed over to them.
import type {
  DeviceId,
  JoinedStation,
  KeeperRule,
  StationRule,
  StationTest,
} from '../../core/contract/index.ts'
import type { App } from './app.svelte.ts'
import { LiveRead } from './live-read.svelte.ts'

interface Joined {
  list: readonly JoinedStation[]
  /** Null without a station. */
  rule: StationRule | null
}

/** The engine reports each letter that a station has, so a large handing over reports often. */
const SETTLE_MS = 400
const JOIN_MS = 20_000
const LEAVE_MS = 5_000
const TEST_MS = 10_000

export class Stations extends LiveRead<Joined> {
  constructor(app: App) {
    super(app, { read: () => this.#readAll(), after: ['stations-changed'], settleMs: SETTLE_MS })
    this.listen()
  }

  /** Null until it is read. */
  get list(): readonly JoinedStation[] | null {
    return this.value?.list ?? null
  }

  get rule(): StationRule | null {
    return this.value?.rule ?? null
  }

  async #readAll(): Promise<Joined> {
    const { stations } = this.app.api
    const list = await stations.list()
    return { list, rule: list.length === 0 ? null : await stations.rule({}) }
  }

  /** @throws INVALID, INVITE_USED, INVITE_EXPIRED, UNREACHABLE, QUOTA, TOO_LARGE */
  async add(link: string, name: string): Promise<string> {
    const given = name.trim() === '' ? {} : { name }
    const joined = await this.app.api.stations.add({ link: link.trim(), ...given, waitMs: JOIN_MS })
    await this.read()
    return joined.name
  }

  /** @throws NOT_FOUND */
  async rename(station: DeviceId, name: string): Promise<void> {
    await this.app.api.stations.rename({ station, name })
    await this.read()
  }

  /** Returns true if the station knows it and has deleted everything. @throws NOT_FOUND */
  async leave(station: DeviceId): Promise<boolean> {
    const { told } = await this.app.api.stations.leave({ station, waitMs: LEAVE_MS })
    await this.read()
    return told
  }

  /** Leaves all stations. @throws NOT_FOUND */
  async leaveAll(): Promise<void> {
    for (const { station } of this.list ?? []) await this.leave(station)
  }

  /** Opens a test letter through the stations. @throws INVALID without a station */
  test(): Promise<StationTest> {
    return this.app.api.stations.test({ waitMs: TEST_MS })
  }

  /** Takes the person's word that a station is destroyed. @throws NOT_FOUND */
  async lose(station: DeviceId): Promise<void> {
    await this.app.api.stations.leave({ station, waitMs: 0, lost: true })
    await this.read()
  }

  /** @throws INVALID */
  async choose({ need, distrust }: KeeperRule): Promise<void> {
    const rule = await this.app.api.stations.rule({ need, distrust })
    this.set({ list: this.list ?? [], rule })
  }
}
