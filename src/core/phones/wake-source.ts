// What a home leaves at a station, so that its phones are woken while it is away. The host seals it; a
// program that serves no phones has no source.

/** What wakes one phone while this home is away. */
export interface Wake {
  endpoint: string
  /** What its push service believes. Each is accepted for the last 24 hours before `until`, in ms; the earliest first. */
  tokens: { until: number; authorization: string }[]
  /** Each is sealed for the browser, and may be posted once. */
  messages: Uint8Array[]
}

export interface WakePlan {
  /** Of one phone; another one as soon as its messages would be others. 16 bytes. */
  name: Uint8Array
  endpoint: string
  make: () => Wake
}

/** What seals messages for phones. */
export interface WakeSource {
  /** The phones that get messages, the most recently seen first. */
  plan(): Promise<WakePlan[]>
}
