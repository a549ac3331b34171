// The sentences of panes that load later, by noun, in English.
export { diagnostics } from './diagnostics.ts'
export { documents } from './documents.ts'
export { mail } from './mail.ts'
export { phones } from './phones.ts'
export { portable } from './portable.ts'
export { space } from './space.ts'
export { stations } from './stations.ts'
export { viewer } from './viewer.ts'
