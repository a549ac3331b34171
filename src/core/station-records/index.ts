// station-records: the records that a station, its customers and the readers exchange.
// May import base, contract, seal, identity.
// In: bytes of a request or answer. Out: their values; nothing here decides, stores or sends.
export * from './act.ts'
export * from './far-open.ts'
export * from './gate-head.ts'
export * from './gate-log.ts'
export * from './gate-names.ts'
export * from './gate-news.ts'
export * from './gate-open.ts'
export * from './gate-put.ts'
export * from './joining.ts'
export * from './keep-forms.ts'
export * from './keeper-rule.ts'
export * from './member-names.ts'
export * from './receipt.ts'
export * from './roster.ts'
export * from './station-link.ts'
export * from './station-number.ts'
