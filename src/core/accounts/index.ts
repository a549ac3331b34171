// accounts: the mail accounts of this person at servers of others. A mail is taken from its server,
// kept as an own object of the kind `mail`, and is from then on ordered here and there alike.
// May import nouns of lower rank, and its neighbours letters and mail. Only imap/, smtp/ and oauth/
// know the libraries that speak to servers.
// Path to an account: an address → discovery/ says where its mail is and how one signs in there → a
// first sign-in → rows.
// Path in: a folder is selected → changes and new mails are listed (look-at-folder.ts, take-old.ts) →
// bodies that are not here are fetched (take-mails.ts) → mail and place in one transaction, ordered as
// the server says (merge-mail.ts).
// Path out: a person orders a mail → the commit shows a difference to its places → the server is told
// (tell-server.ts). Nothing is written down of what was done: what both have is compared.
// One device of a person reads an account; see docs/decisions/mail-accounts.md.
export { isOwnAddress, listAddresses } from './account-rows.ts'
export { AccountAccess } from './account-access.ts'
export { AccountSender } from './account-sender.ts'
export type { AccountStatus } from './account-status.ts'
export { Accounts } from './accounts.ts'
export { findPart, forgetParts, isCutMail } from './large-parts/part-rows.ts'
export type { OpenedPart } from './large-parts/large-parts.ts'
export type * from './mail-server.ts'
export type * from './submission.ts'
export { stopRequester } from './ask-to-stop.ts'
export { pictureFetcher } from './fetch-pictures.ts'
export { requestPublic, type PublicNetwork } from './discovery/public-request.ts'
export { askNetwork } from './discovery/ask-network.ts'
export type { AskMailServers } from './discovery/discovered.ts'
export { findSide } from './merge-mail.ts'
export { endQuiet, isQuiet } from './place-rows.ts'
export { expectsProof } from './server-checks.ts'
export { findOauthClients } from './oauth/oauth-providers.ts'
export type { OauthSignInOptions } from './oauth/oauth-sign-ins.ts'
export { openImapServer } from './imap/imap-server.ts'
export { openSmtpServer } from './smtp/smtp-server.ts'
export { accountsSchema } from './schema.ts'
