// accounts: mail accounts at servers of others. Their servers, by ports: what is asked of a mail
// server, and of a submission server.
// Path: an address → discover says where its mail is and how one signs in there →
// OauthSignIns does it by browser, and AccessTokens keeps it.
export type * from './mail-server.ts'
export type * from './submission.ts'
export { askNetwork } from './discovery/ask-network.ts'
export { discover } from './discovery/discover.ts'
export type { DiscoveredAccount, DiscoveryParts } from './discovery/discovered.ts'
export { placeAt } from './discovery/try-places.ts'
export { openImapServer } from './imap/imap-server.ts'
export { openSmtpServer } from './smtp/smtp-server.ts'
export { AccessTokens } from './oauth/access-tokens.ts'
export { findOauthClients, type OauthClients } from './oauth/oauth-providers.ts'
export { openTokenEndpoint, OauthSignIns } from './oauth/oauth-sign-ins.ts'
