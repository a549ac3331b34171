// station: the server side of a station. It keeps what customers give it while their devices are off,
// and decides about their gates.
export { Gates, type GateCounts } from './gates.ts'
export type { GateLimits, GateParts } from './gates-parts.ts'
export { stationSchema } from './schema.ts'
