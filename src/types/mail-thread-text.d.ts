// The source text of the thread that reads mails, as one file. The build makes it from
// src/core/mail/thread-main.ts (bin/verifier-text.js).
declare module 'virtual:fumikura-mail-thread' {
  const text: string
  export default text
}
