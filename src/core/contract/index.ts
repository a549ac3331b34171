// contract: what crosses a process boundary. This entry exports no schema, so a client starts fast
// and a page stays small.
// A program that serves the contract imports ./server.ts, which checks every input.
export * from './errors.ts'
export type * from './ids.ts'
export { sizeOf } from './byte-sizes.ts'
export type * from './calls.ts'
export type * from './home.ts'
export { LOST_KINDS, type LostKind } from './lost.ts'
export type * from './people.ts'
export type * from './invites.ts'
export type * from './news.ts'
export type * from './knocks.ts'
export type * from './groups.ts'
export type * from './follows.ts'
export type * from './site.ts'
export type * from './stand-in.ts'
export * from './policy.ts'
export type * from './letter.ts'
export * from './reader-states.ts'
export * from './nudges.ts'
export type * from './letters.ts'
export type * from './talks.ts'
export type * from './threads.ts'
export type * from './drafts.ts'
export type * from './searches.ts'
export type * from './templates.ts'
export { withSignature } from './signed-text.ts'
export type * from './rules.ts'
export type * from './files.ts'
export type * from './handed.ts'
export type * from './portable.ts'
export type * from './backups.ts'
export type * from './file-kinds.ts'
export type * from './albums.ts'
export type * from './space.ts'
export type * from './station.ts'
export type * from './demo.ts'
export type * from './doctor.ts'
export type * from './stations.ts'
export * from './station-rule.ts'
export type * from './sessions.ts'
export type * from './page.ts'
export type * from './shell.ts'
export type * from './events.ts'
export type * from './contract.ts'
export * from './file-opening.ts'
export * from './greeting.ts'
export * from './search-query.ts'
export { createMemoryChannels, ChannelEnd, MAX_FRAME_BYTES, type Channel } from './channel.ts'
export {
  createApi,
  createClient,
  type Api,
  type Client,
  type Events,
  type Invoke,
  type SubscribeOptions,
} from './client.ts'
