// Verifies a whole export: every file matches its manifest, every object of `proof/` is what its
// author stored, and no letter or file lacks a proof.
import { createHash } from 'node:crypto'
import { keyIn, reading, toZ32 } from './encodings.ts'
import { checkSigned, climb, field, leafOf, readNodes, rootsOver, type Line, type Node } from './log-proof.ts'
import { openBlock, sealAgain } from './object.ts'

/** The files of an export, from a folder or an archive. Paths use `/`. */
export interface BagSource {
  list: () => AsyncIterable<string>
  read: (path: string) => AsyncIterable<Uint8Array>
}

/**
 * `checked`: the number of verified objects. `withheld`: objects that are not in the export, or
 * whose content is there without a proof, with the reason.
 */
export interface Verdict {
  ok: boolean
  checked: number
  problems: string[]
  withheld: { what: string; code: string; isHere: boolean }[]
}

const decodeEncodedWords = (text: string): string =>
  text.replace(/=\?UTF-8\?B\?([^?]*)\?= ?/g, (_, word: string) => Buffer.from(word, 'base64').toString())

/** Parses the .eml of a letter: its fields, and its text, which is the first base64 part. */
async function readMail(pieces: AsyncIterable<Uint8Array>) {
  let mail = ''
  for await (const piece of pieces) mail += Buffer.from(piece).toString('latin1')
  const head = mail.slice(0, mail.indexOf('\r\n\r\n')).replace(/\r\n[ \t]/g, ' ')
  const fields = [...head.matchAll(/^([^:\s]+): ?(.*)$/gm)]
  const [, text = ''] = /base64\r\n\r\n([A-Za-z0-9+/=\r\n]*)/.exec(mail) ?? []
  const find = (name: string): string => fields.find(([, one]) => one === name)?.[2] ?? ''
  return { find, body: Buffer.from(text, 'base64') }
}

type Opened = ReturnType<typeof openBlock>
type Mail = Awaited<ReturnType<typeof readMail>>

function compareMail({ find, body }: Mail, ref: Buffer, opened: Opened): void {
  const idOf = (name: Buffer): string => `<${toZ32(name).slice(0, 108)}@`
  const isSame = {
    From: find('From').endsWith(`<${toZ32(keyIn(ref, 2))}@fumikura.invalid>`),
    To: opened.to.every((person) => find('To').includes(`<${toZ32(person)}@`)),
    'Message-ID': find('Message-ID').startsWith(idOf(ref)),
    'In-Reply-To':
      opened.reply === null ? find('In-Reply-To') === '' : find('In-Reply-To').startsWith(idOf(opened.reply)),
    Subject: decodeEncodedWords(find('Subject')) === opened.title,
    Date: Date.parse(find('Date')) === Math.floor(opened.at / 1000) * 1000,
    text: body.equals(opened.body),
  }
  for (const [what, same] of Object.entries(isSame))
    if (!same) throw new Error(`its ${what} is not what its author stored`)
}

export async function verifyBag({ list, read }: BagSource, onProven: (count: number) => void) {
  const verdict: Verdict = { ok: true, checked: 0, problems: [], withheld: [] }
  const report = (what: string, why: unknown): void => {
    verdict.problems.push(`${what}: ${why instanceof Error ? why.message : String(why)}`)
    verdict.ok = false
  }
  const files = new Map<string, { sum: string; isProven: boolean }>()
  for await (const path of list()) files.set(path, { sum: '', isProven: false })

  const checkSum = async (text: string, manifest: string): Promise<void> => {
    const [, expected, path = manifest] = /^([0-9a-f]{64}) {2}(\S.*)$/.exec(text) ?? []
    const [file, sum] = [files.get(path), createHash('sha256')]
    if (file === undefined) return report(path, `it is missing, or ${manifest} was changed`)
    for await (const piece of read(path)) sum.update(piece)
    if ((file.sum = sum.digest('hex')) !== expected) report(path, `it was changed, or ${manifest} was`)
  }
  const openObject = async (line: Line, beside: string, mail: Mail | null): Promise<[Opened, Node[]]> => {
    const [ref, key, block] = [field(line, 'name'), field(line, 'key'), field(line, 'block')]
    if (block.length > 0) {
      const [roots, path] = [readNodes(field(line, 'roots')), readNodes(field(line, 'path'))]
      const top = climb(block, Number(line.at), path)
      if (!roots.some((root) => root.hash.equals(top.hash)))
        throw new Error('it is not in the log of its author')
      return [openBlock(ref, key, block), roots]
    }
    const leaves: Node[] = []
    const text = mail?.body
    const body = text !== undefined ? [text] : beside === '' ? [] : read(beside)
    const made = { ref, key, salt: field(line, 'salt'), lead: field(line, 'lead') }
    const opened = await sealAgain(made, Number(line.size), body, (one) => leaves.push(leafOf(one)))
    return [{ ...opened, body: text ?? block }, rootsOver(leaves)]
  }
  const checkObject = async (line: Line, beside: string): Promise<void> => {
    const [ref, file] = [field(line, 'name'), files.get(beside)]
    if (`fumikura://ref/${toZ32(reading(ref).ref())}` !== line.ref) throw new Error('its ref is another')
    if (beside !== '' && file?.isProven !== false) throw new Error('it is missing, or stands for two objects')
    if (file !== undefined) file.isProven = true
    const mail = line.kind === 'letter' ? await readMail(read(beside)) : null
    const [opened, roots] = await openObject(line, beside, mail)
    if (mail !== null) compareMail(mail, ref, opened)
    const sum = createHash('sha256').update(opened.body).digest('hex')
    if (mail === null && line.block !== null && file !== undefined && file.sum !== sum)
      throw new Error('it is not what its author stored')
    checkSigned(line, keyIn(ref, 3), roots)
    onProven((verdict.checked += 1))
  }
  const checkProof = async (text: string, path: string): Promise<void> => {
    const line = JSON.parse(text) as Line
    const what = String(line.beside ?? line.about ?? line.ref ?? path)
    if (line.type === 'withheld') {
      verdict.withheld.push({ what, code: String(line.code), isHere: typeof line.beside === 'string' })
      const file = files.get(String(line.beside))
      if (file !== undefined) file.isProven = true
    } else await checkObject(line, String(line.beside ?? '')).catch((error: unknown) => report(what, error))
  }
  const eachLine = async (path: string, check: typeof checkSum): Promise<void> => {
    let held = ''
    try {
      if (!files.has(path)) throw new Error('it is missing')
      for await (const piece of read(path)) {
        const lines = (held + Buffer.from(piece).toString('latin1')).split('\n')
        held = lines.pop()!
        const run = (line: string): Promise<void> => check(Buffer.from(line, 'latin1').toString(), path)
        // In parallel, including the files that the lines name.
        while (lines.length > 0) await Promise.all(lines.splice(0, 32).map(run))
      }
      if (held !== '') throw new Error('its last line is cut off')
    } catch (error) {
      report(path, error)
    }
  }

  await eachLine('tagmanifest-sha256.txt', checkSum)
  await eachLine('manifest-sha256.txt', checkSum)
  for (const path of files.keys())
    if (/^data\/proof\/[^/]+\.jsonl$/.test(path)) await eachLine(path, checkProof)
  for (const [path, { sum, isProven }] of files) {
    if (sum === '' && path !== 'tagmanifest-sha256.txt') report(path, 'no manifest names it')
    if (!isProven && /^data\/(letters|files)\//.test(path)) report(path, 'no proof names it')
  }
  return verdict
}
