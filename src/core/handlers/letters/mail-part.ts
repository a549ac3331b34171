// Files inside mail from another program. Most are stored within the mail. Large ones may be at its
// server. The content decides their type, as of every file.
import { EngineError } from '../../contract/errors.ts'
import { decideOpening } from '../../contract/file-opening.ts'
import type { LoadedPicture, MadePage } from '../../contract/index.ts'
import type { OpenedPart } from '../../accounts/index.ts'
import { equalBytes } from '../../base/index.ts'
import { decideFileName, parseFileId } from '../../files/index.ts'
import { openOwn, type Wait } from '../../delivery/index.ts'
import {
  findOrigin,
  labelWithin,
  listPartsApart,
  MAIL_TYPE,
  mailBytes,
  readPageApart,
  showAddress,
} from '../../mail/index.ts'
import type { OpenHome } from '../../open-home.ts'
import { kindOfType, objectId, type OpenedObject, type Ref } from '../../store/index.ts'
import type { OpenedFile } from '../files/engine-files.ts'
import { withinId } from '../files/file-of-mail.ts'
import { partyOf } from '../../contract-ids.ts'

export interface MailFile {
  /** The sender's file name, made safe. */
  name: string
  /** The media type: as the sender claims it while the file is at the server, else by content. */
  type: string
  /** @throws MAIL_AWAY, MAIL_REFUSED, MAIL_UNSAFE, GONE, NO_SPACE, CANCELLED */
  open: (signal: AbortSignal) => Promise<OpenedPart>
  /** The same, after all of it was fetched. */
  fetch: (signal: AbortSignal) => Promise<OpenedPart>
}

/** Lists the files in the order of the mail. Empty for a letter and a vCard. */
export async function listMailFiles(home: OpenHome, ref: Ref, opened: OpenedObject): Promise<MailFile[]> {
  const { header, body } = opened
  if (header.kind !== 'mail' || header.type !== MAIL_TYPE) return []
  const { largeParts } = home.accounts
  const mail = { object: objectId(ref), body }
  const listed = await listPartsApart(mailBytes(body, isOwn(home, ref)))
  return listed.map(({ name, type, content, atServer }): MailFile => {
    const label = labelWithin({ name, type, start: content, isHere: atServer === null })
    if (atServer === null) {
      const open = async (): Promise<OpenedPart> => openContent(content)
      return { ...label, open, fetch: open }
    }
    const { section } = atServer
    const open = (signal: AbortSignal): Promise<OpenedPart> => largeParts.open(mail, section, signal)
    const fetch = async (signal: AbortSignal): Promise<OpenedPart> => {
      await largeParts.fetch(mail, section, signal)
      return open(signal)
    }
    return { ...label, open, fetch }
  })
}

const isOwn = ({ parts }: OpenHome, { person }: Ref): boolean => equalBytes(person, parts.identity.person)

function openContent(content: Uint8Array): OpenedPart {
  return {
    ...{ size: content.byteLength, start: content },
    async *read(start, end) {
      yield content.subarray(start, end)
    },
  }
}

/**
 * Opens a file inside a mail. Null if the id names another kind of file.
 * @throws NOT_FOUND, DAMAGED, ALTERED; MAIL_AWAY if its server does not answer in time, and the other
 *   codes of `MailFile.open`
 */
export async function openMailPart(home: OpenHome, id: string, wait: Wait): Promise<OpenedFile | null> {
  const part = parseFileId(home.parts.identity, id)
  if (part?.kind !== 'within') return null
  const { ref, opened } = await openMail(home, part.object)
  const file = (await listMailFiles(home, ref, opened))[part.number]
  if (file === undefined) throw missing()
  const { size, start, read } = await inTime(file.open(wait.signal ?? NEVER), wait.waitMs)
  const { name, type } = labelWithin({ name: file.name, type: file.type, start, isHere: true })
  return {
    name: decideFileName(name, type),
    ...{ size, type, read },
    kind: kindOfType(type),
    outside: decideOpening({ name, type }).outside,
    from: senderOf(home, ref, opened),
    close: () => undefined,
  }
}

const NEVER = new AbortController().signal

/** What goes on after this time is kept, so that a later try has it. */
async function inTime<T>(opening: Promise<T>, waitMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    const away = new EngineError('MAIL_AWAY', 'The mail server did not answer in time.')
    timer = setTimeout(() => reject(away), waitMs)
  })
  return Promise.race([opening, late]).finally(() => clearTimeout(timer))
}

/** Opens mail that was imported here or received and already opened. It requests no release. */
async function openMail(
  { parts, reference }: OpenHome,
  object: Uint8Array,
): Promise<{ ref: Ref; opened: OpenedObject }> {
  const { store, ledger } = parts
  const own = store.findOwn(ledger, object)
  if (own !== null) return { ref: own.ref, opened: await openOwn(parts, object) }
  const opened = await reference.findOpened(object)
  if (opened === null) throw missing()
  return { ref: store.findKept(ledger, object)!.ref, opened }
}

/** For imported mail: the sender that the mail names. For received mail: the person who gave it. */
function senderOf({ parts }: OpenHome, ref: Ref, { header }: OpenedObject): string {
  const origin = findOrigin(parts.ledger, parts, ref, header)
  return origin === null ? partyOf(parts, ref.person).name : showAddress(origin.from)
}

/**
 * Returns the page of a mail that was imported here or opened. Null if it has none.
 * @throws NOT_FOUND, DAMAGED, ALTERED
 */
export async function openPage(home: OpenHome, ref: Ref): Promise<MadePage | null> {
  const object = objectId(ref)
  const { header, body } = (await openMail(home, object)).opened
  const page = header.type === MAIL_TYPE ? await readPageApart(mailBytes(body, isOwn(home, ref))) : null
  if (page === null) return null
  const { pictures, ...rest } = page
  const files = Array.from(pictures, ([id, number]) => ({ id, file: withinId(home.parts, object, number) }))
  return { ...rest, pictures: files }
}

/**
 * Fetches the pictures of a page that are at these hosts. Those that cannot be had are left out.
 * @throws as `openPage`, and CANCELLED
 */
export async function loadPictures(
  home: OpenHome,
  ref: Ref,
  hosts: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<LoadedPicture[]> {
  const { remote = [] } = (await openPage(home, ref)) ?? {}
  const wanted = remote.filter((url) => hosts.has(new URL(url).host))
  const found = await home.fetchPictures(wanted, hosts, signal)
  return found.map(({ url, type, bytes }) => ({ url, type, data: bytes.toString('base64') }))
}

const missing = (): EngineError => new EngineError('NOT_FOUND', 'There is no such file in this mail.')
