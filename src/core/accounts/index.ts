// accounts: mail accounts at servers of others. Their servers, by ports: what is asked of a mail
// server, and of a submission server.
export type * from './mail-server.ts'
export type * from './submission.ts'
export { openImapServer } from './imap/imap-server.ts'
