// station: the server side of a station. A person becomes its customer by an invite. It keeps the
// cores that the customer's devices write, so that readers get them while those devices are off. It
// follows the cores that others write for the customer, and tells the customer's devices, or wakes their
// phones. It decides about the customer's gates. It reads nothing in any block.
// May import base, contract, seal, home, ledger, identity, cores, access, network, station-records,
// diagnostics.
// In: request of a customer → rows → blocks fetched, within limits. Out: blocks to those who hold the
// core's key.
export type { StationOrigins } from './customer-doors.ts'
export type { FarRoutes } from './far-routes.ts'
export type { OpenLimits } from './open-cores.ts'
export { stationSchema } from './schema.ts'
export { Station } from './station.ts'
export type { PostWake } from './wakes.ts'
export { findSelf, loadSelf } from './station-self.ts'
