// custody: the records that a station, its customers and the readers exchange.
// May import base, contract, seal, identity.
// In: bytes of a request or answer. Out: their values; nothing here decides, stores or sends.
export * from './joining.ts'
export * from './keeping.ts'
export * from './station-link.ts'
