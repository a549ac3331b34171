// The phones of this person, and the door by which they reach this home, for the settings.
import type { DeviceId, Phone, PhoneDoor, PhoneId } from '../../core/contract/index.ts'
import type { App } from './app.svelte.ts'
import { LiveRead } from './live-read.svelte.ts'

export class Phones extends LiveRead<{ door: PhoneDoor; list: readonly Phone[] }> {
  constructor(app: App) {
    super(app, { read: () => this.#readAll(), after: ['phones-changed', 'stations-changed'] })
  }

  async #readAll(): Promise<{ door: PhoneDoor; list: readonly Phone[] }> {
    const { phones } = this.app.api
    const [door, list] = await Promise.all([phones.door(), phones.list()])
    return { door, list }
  }

  /** @throws NOT_FOUND without a station, AMBIGUOUS if several carry phones */
  async setDoor(isOn: boolean, station?: DeviceId): Promise<void> {
    const door = await this.app.api.phones.setDoor({ isOn, ...(station !== undefined && { station }) })
    this.#put({ door })
  }

  /** @throws NOT_FOUND, INVALID */
  async rename(phone: PhoneId, name: string): Promise<void> {
    this.#put({ list: await this.app.api.phones.rename({ phone, name }) })
  }

  /** @throws NOT_FOUND */
  async revoke(phone: PhoneId): Promise<void> {
    this.#put({ list: await this.app.api.phones.revoke({ phone }) })
  }

  /** From now on it may make another lock for some minutes. @throws NOT_FOUND */
  async resetLock(phone: PhoneId): Promise<void> {
    this.#put({ list: await this.app.api.phones.resetLock({ phone }) })
  }

  #put(changed: Partial<{ door: PhoneDoor; list: readonly Phone[] }>): void {
    if (this.value !== null) this.set({ ...this.value, ...changed })
  }
}
