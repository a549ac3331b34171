// Every decoder of foreign bytes, with samples that it accepts and the refusals that it may give. A
// new decoder of the engine must be added here. `again` encodes the decoded value, if that must
// give the same bytes.
import {
  createReleaseRequest,
  decodeReleaseAnswer,
  releaseRequestForm,
  withdrawalForm,
  encodeReleaseAnswer,
  signWithdrawal,
} from '../../../src/core/access/index.ts'
import { releaseForm, signRelease } from '../../../src/core/access/release-record.ts'
import { MalformedRecord, utf8 } from '../../../src/core/base/index.ts'
import { formatInvite, parseInvite } from '../../../src/core/contacts/invite-link.ts'
import {
  decodeKnock,
  decodeSealedKnock,
  welcomeForm,
  knockForm,
  sealKnock,
} from '../../../src/core/contacts/knock.ts'
import { decodeOffer, pairOfferForm } from '../../../src/core/contacts/pair-agreement.ts'
import { pairAnswerForm } from '../../../src/core/contacts/pair-parts.ts'
import { decodeError, parseFrame } from '../../../src/core/contract/frames.ts'
import { isEngineError, type ErrorCode } from '../../../src/core/contract/errors.ts'
import { openFeedRecord, signSuccession, verifySuccession } from '../../../src/core/feeds/index.ts'
import { sealFeedRecord } from '../../../src/core/feeds/feed-record.ts'
import { formatHomeFile, formatSteps, parseHomeFile } from '../../../src/core/home/home-file.ts'
import {
  decodeCard,
  encodeCard,
  findPictureType,
  parseAddress,
  verifyAttestation,
} from '../../../src/core/identity/index.ts'
import { createAddress } from '../../../src/core/identity/address.ts'
import { listMailParts, readMail } from '../../support/read-mail.ts'
import { wordsOfHtml } from '../../../src/core/mail/html-words.ts'
import { parseQuery } from '../../../src/core/views/index.ts'
import {
  kemKeyOf,
  openKemBox,
  openRecord,
  randomBytes,
  readPrefix,
  sealRecord,
  sealKemBox,
  type BoxPlace,
} from '../../../src/core/seal/index.ts'
import { refForm, encodeObject, formatRef, getRef } from '../../../src/core/store/index.ts'
import { headerForm, decodeObject } from '../../../src/core/store/object-header.ts'
import { parseDeepLink } from '../../../src/main/shell/deep-link.ts'
import { parseOutsideLink } from '../../../src/main/shell/outside-link.ts'
import { records } from '../../formats/records.ts'
import { openAtOnce, sealAtOnce } from '../../support/at-once.ts'
import type { RawIdentity } from '../../support/raw-peer.ts'
import { feedRecords, headerOf, mailsOf, PAGE, refOf } from './samples.ts'

export interface Decoder {
  name: string
  samples: Buffer[]
  /** Returns the value; returns null or throws a refusal for other bytes. */
  decode(bytes: Buffer): unknown
  /** True if the decoder may throw this error. */
  isRefusal(error: unknown): boolean
  again?(value: never): Uint8Array
}

const isMalformed = (error: unknown): boolean => error instanceof MalformedRecord
const isCode =
  (...codes: ErrorCode[]) =>
  (error: unknown): boolean =>
    codes.some((code) => isEngineError(error, code))
const never = (): boolean => false
/** Long enough to be deflated. */
const DEFLATED = 'Wir üben morgen um sechs, und übermorgen üben wir um sieben. '.repeat(3)

/** Every storm draws new keys for its samples. The outcomes do not depend on the keys. */
export function makeDecoders(identity: RawIdentity): Decoder[] {
  return [
    ...recordDecoders(identity),
    ...sealedDecoders(identity),
    ...pairingDecoders(identity),
    ...textDecoders(identity),
    ...formDecoders(),
  ]
}

/** Every record by its form only; the decoders above also check the content of some records. */
function formDecoders(): Decoder[] {
  return records.map(({ name, form, samples }) =>
    record(
      `form-${name.replaceAll(' ', '-')}`,
      samples.map((sample) => form.encode(sample)),
      form.decode,
      form.encode,
    ),
  )
}

function recordDecoders({ device, person }: RawIdentity): Decoder[] {
  const ref = refOf(person, device.publicKey)
  const facts = { objectId: randomBytes(32), person, at: 1_700_000_000_000 }
  const release = releaseForm.encode(signRelease(facts, device))
  const withdrawal = withdrawalForm.encode(signWithdrawal({ ...facts, kind: 'held' }, device))
  const succession = { frozen: randomBytes(32), length: 9, treeHash: randomBytes(32), next: randomBytes(32) }
  const released = { status: 'released' as const, boxNumber: 1, grant: randomBytes(80), record: release }
  return [
    record('ref', [refForm.encode(ref)], refForm.decode, refForm.encode),
    record('object-header', [headerForm.encode(headerOf(person, ref))], headerForm.decode, headerForm.encode),
    record(
      'object',
      ['The body.', DEFLATED].map((text) => encodeObject(headerOf(person, ref), utf8(text))),
      decodeObject,
    ),
    record('release', [release], releaseForm.decode, releaseForm.encode),
    record('withdrawal', [withdrawal], withdrawalForm.decode, withdrawalForm.encode),
    record(
      'release-request',
      [releaseRequestForm.encode(createReleaseRequest(randomBytes(32), randomBytes(64), device))],
      releaseRequestForm.decode,
      releaseRequestForm.encode,
    ),
    record(
      'release-answer',
      [encodeReleaseAnswer(released), encodeReleaseAnswer({ status: 'HELD' })],
      decodeReleaseAnswer,
      encodeReleaseAnswer,
    ),
    {
      name: 'succession',
      samples: [Buffer.from(signSuccession(device, { ...succession, generation: 1 }))],
      decode: (bytes) => verifySuccession(bytes, device.publicKey),
      isRefusal: never,
    },
  ]
}

const PLACE: BoxPlace = { purpose: 'member', place: [] }

/** Damages sealed content before it is sealed, because a contact can seal any bytes. */
function sealedDecoders({ person, device, box: { seed } }: RawIdentity): Decoder[] {
  const key = randomBytes(32)
  const core = randomBytes(32)
  const at = Buffer.concat([core, Buffer.alloc(8)])
  const records = feedRecords(person, device.publicKey).map((one) =>
    Buffer.from(openRecord(key, sealFeedRecord(key, core, 0, one), at)!),
  )
  const author = { person, device: device.publicKey }
  const plain = encodeObject(headerOf(person, refOf(person, device.publicKey)), utf8('The body.'))
  const { blocks, cipherRoot, keyCommit, contentKey, chunkCount } = sealAtOnce(author, plain)
  const whole = { cipherRoot, keyCommit, contentKey, chunkCount }
  return [
    record('feed-record', records, (bytes) => openFeedRecord(key, core, 0, sealRecord(key, bytes, at))),
    {
      name: 'sealed-object',
      samples: [Buffer.from(blocks[0]!)],
      decode: (bytes) => openAtOnce({ ...whole, blocks: [bytes] }),
      isRefusal: isCode('ALTERED'),
    },
    record('object-prefix', [Buffer.from(blocks[0]!)], readPrefix),
    {
      name: 'box',
      samples: [Buffer.from(sealKemBox(kemKeyOf(seed), PLACE, randomBytes(32)))],
      decode: (bytes) => openKemBox(seed, PLACE, bytes),
      isRefusal: never,
    },
  ]
}

function pairingDecoders({ card, cardBytes, kemKey, device, attestation }: RawIdentity): Decoder[] {
  const ofDevice = device.publicKey
  const nonce = randomBytes(32)
  const offer = pairOfferForm.encode({ card: cardBytes, kemKey, nonce, known: null })
  const knock = knockForm.encode({ card: cardBytes, kemKey, nonce, text: 'Hello.', at: 1 })
  return [
    record('card', [encodeCard(card)], decodeCard, encodeCard),
    record('offer', [offer], (bytes) => decodeOffer(bytes, ofDevice), pairOfferForm.encode),
    record('knock', [knock], (bytes) => decodeKnock(bytes, ofDevice), knockForm.encode),
    record('sealed-knock', [sealKnock(kemKey, randomBytes(16), knock)], decodeSealedKnock),
    record(
      'welcome',
      [welcomeForm.encode({ knock: nonce, sealed: randomBytes(2900) })],
      welcomeForm.decode,
      welcomeForm.encode,
    ),
    record(
      'pair-answer',
      [pairAnswerForm.encode({ answer: 'paired', response: randomBytes(200), sealed: randomBytes(2900) })],
      pairAnswerForm.decode,
      pairAnswerForm.encode,
    ),
    {
      name: 'attestation',
      samples: [Buffer.from(attestation)],
      decode: (bytes) => verifyAttestation(bytes, ofDevice),
      isRefusal: never,
    },
    {
      name: 'picture',
      samples: [Buffer.from('89504e470d0a1a0a0000', 'hex'), Buffer.from('RIFF\0\0\0\0WEBP')],
      decode: findPictureType,
      isRefusal: never,
    },
  ]
}

function textDecoders({ person, device, attestation }: RawIdentity): Decoder[] {
  const ref = formatRef(refOf(person, device.publicKey))
  const address = createAddress(person, device, attestation, randomBytes(16))
  const link = {
    person,
    name: '梅',
    device: device.publicKey,
    expiresAt: 1_700_000_000_000,
    invite: randomBytes(70),
    nodes: [{ address: Buffer.of(10, 0, 0, 7), port: 4977 }],
  }
  const keyring = { kind: 'clear' as const, key: randomBytes(32) }
  const home = formatHomeFile({
    format: 1,
    isStation: false,
    createdAt: 1,
    keyring,
    keyCheck: randomBytes(32),
  })
  const invalid = isCode('INVALID')
  return [
    text('ref-text', [ref], getRef, invalid),
    text('address', [address], parseAddress, invalid),
    text('invite', [formatInvite(link)], parseInvite, invalid),
    text(
      'query',
      ['from:"bob b" is:unread before:2026-01-31 has:reply "some words" label:x'],
      findNobody,
      invalid,
    ),
    text(
      'frame',
      ['{"id":1,"call":"letters.list","input":{"$":"AAEC"}}', '{"id":2,"cancel":true}'],
      parseFrame,
      never,
    ),
    text('door-error', ['{"code":"HELD","message":"no","details":{"a":[1]}}'], parseError, isSyntax),
    { name: 'mail', samples: mailsOf(), decode: readWholeMail, isRefusal: never },
    text('page', [PAGE], (html) => wordsOfHtml(html, 1 << 20), never),
    text('home-file', [home], (json) => parseHomeFile(json, formatSteps), isCode('DAMAGED', 'NEWER_HOME')),
    text('deep-link', [ref, address], parseDeepLink, never),
    text(
      'outside-link',
      ['https://xn--bcher-kva.example/a?b#c', 'mailto:a@b.example?subject=x'],
      parseOutsideLink,
      never,
    ),
  ]
}

const readWholeMail = (bytes: Buffer): unknown => [readMail(bytes), listMailParts(bytes)]
const findNobody = (query: string): unknown =>
  parseQuery(
    query,
    {
      ...{ findPersons: () => [], findGroups: () => [], findLists: () => [] },
      findNamed: () => ({ persons: [], others: [] }),
    },
    0,
  )
const parseError = (json: string): unknown => decodeError(JSON.parse(json))
const isSyntax = (error: unknown): boolean => error instanceof SyntaxError

function record<T>(
  name: string,
  samples: Uint8Array[],
  decode: (bytes: Buffer) => T,
  again?: (value: T) => Uint8Array,
): Decoder {
  return {
    name,
    samples: samples.map((sample) => Buffer.from(sample)),
    decode,
    isRefusal: isMalformed,
    ...(again === undefined ? {} : { again: again }),
  }
}

function text(
  name: string,
  samples: string[],
  parse: (text: string) => unknown,
  isRefusal: (error: unknown) => boolean,
): Decoder {
  const decode = (bytes: Buffer): unknown => parse(bytes.toString('utf8'))
  return { name, samples: samples.map((sample) => Buffer.from(sample)), decode, isRefusal }
}
