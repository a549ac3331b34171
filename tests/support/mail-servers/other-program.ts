// Another mail program of the same person: python's imaplib, in a process of its own, which does one
// act after the other at the server.
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process'
import { createInterface } from 'node:readline'

const PROGRAM = `
import sys, json, imaplib, ssl
host, port, user, password = sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4]
context = ssl.create_default_context()
context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
imap = imaplib.IMAP4_SSL(host, port, ssl_context=context)
imap.login(user, password)
quote = lambda name: '"' + name + '"'
def find(folder, subject):
    imap.select(quote(folder))
    return imap.uid('SEARCH', 'HEADER', 'Subject', quote(subject))[1][0].decode().split()
def dump():
    found = []
    for folder in folders():
        count = int(imap.select(quote(folder), readonly=True)[1][0])
        if count == 0: continue
        rows = imap.fetch('1:*', '(UID FLAGS BODY.PEEK[HEADER.FIELDS (SUBJECT)])')[1]
        for row in rows:
            if not isinstance(row, tuple): continue
            flags = [flag.decode() for flag in imaplib.ParseFlags(row[0])]
            found.append([folder, row[1].decode().strip()[9:], sorted(flags)])
    return found
def folders():
    return [line.decode().split(' "/" ')[1].strip('"') for line in imap.list()[1]]
def act(what, *words):
    if what == 'append':
        for subject, raw in words[1]: imap.append(quote(words[0]), None, None, raw.encode())
        return None
    if what == 'flag':
        folder, subject, sign, flag = words
        for uid in find(folder, subject): imap.uid('STORE', uid, sign + 'FLAGS', '(' + flag + ')')
    if what == 'move':
        folder, subject, target = words
        for uid in find(folder, subject): imap.uid('MOVE', uid, quote(target))
    if what == 'delete':
        for uid in find(words[0], words[1]):
            imap.uid('STORE', uid, '+FLAGS', '(\\\\Deleted)')
            imap.uid('EXPUNGE', uid)
    if what == 'create': imap.create(quote(words[0]))
    if what == 'rename':
        imap.unselect()
        imap.rename(quote(words[0]), quote(words[1]))
    if what == 'raw':
        [uid] = find(*words)
        return imap.uid('FETCH', uid, '(BODY.PEEK[])')[1][0][1].decode()
    if what == 'dump': return dump()
    return None
imaplib.Commands.setdefault('MOVE', ('SELECTED',))
for line in sys.stdin: print(json.dumps(act(*json.loads(line))), flush=True)
`

/** A mail in a folder: its subject, and its flags as the server has them. */
export type DumpedMail = [folder: string, subject: string, flags: string[]]

export class OtherProgram {
  readonly #process: ChildProcessWithoutNullStreams
  readonly #lines: AsyncIterator<string>
  #errors = ''

  constructor({
    host,
    port,
    user,
    password,
  }: {
    host: string
    port: number
    user: string
    password: string
  }) {
    this.#process = spawn('python3', ['-c', PROGRAM, host, `${port}`, user, password])
    this.#process.stderr.on('data', (bytes: Buffer) => (this.#errors += bytes.toString()))
    this.#lines = createInterface({ input: this.#process.stdout })[Symbol.asyncIterator]()
  }

  append(folder: string, mails: readonly [subject: string, raw: string][]): Promise<unknown> {
    return this.#do('append', folder, mails)
  }

  flag(folder: string, subject: string, sign: '+' | '-', flag: string): Promise<unknown> {
    return this.#do('flag', folder, subject, sign, flag)
  }

  move(folder: string, subject: string, target: string): Promise<unknown> {
    return this.#do('move', folder, subject, target)
  }

  delete(folder: string, subject: string): Promise<unknown> {
    return this.#do('delete', folder, subject)
  }

  create(folder: string): Promise<unknown> {
    return this.#do('create', folder)
  }

  rename(folder: string, name: string): Promise<unknown> {
    return this.#do('rename', folder, name)
  }

  /** The bytes of a mail in ASCII. */
  async raw(folder: string, subject: string): Promise<string> {
    return (await this.#do('raw', folder, subject)) as string
  }

  async dump(): Promise<DumpedMail[]> {
    return (await this.#do('dump')) as DumpedMail[]
  }

  close(): void {
    this.#process.kill()
  }

  async #do(...words: unknown[]): Promise<unknown> {
    this.#process.stdin.write(`${JSON.stringify(words)}\n`)
    const { value, done } = (await this.#lines.next()) as IteratorResult<string, undefined>
    if (done === true) throw new Error(`the other program ended: ${this.#errors}`)
    return JSON.parse(value) as unknown
  }
}
