// An object whose notice contains its words. The reader seals them again, which gives the very
// block, root and key commitment that the notice names. So there is still one body and one notice,
// and a letter can be read as soon as its notice is here, without its author.
// notify adds the words, receive checks them, and reference opens them as a fetched block.
import { equalBytes, MalformedRecord, utf8 } from '../base/index.ts'
import { readPrefix, resealSmallObject, SALT_BYTES } from '../seal/index.ts'
import {
  codeBody,
  decodeBody,
  encodeCoded,
  factsOf,
  type Link,
  type ObjectHeader,
  type OpenedObject,
  type PreparedObject,
  type Ref,
} from '../store/index.ts'
import { noticeTitle, type Notice } from './notice.ts'
import { MAX_WORDS_BYTES, WORD_TYPES, type Words } from './notice-words.ts'

/**
 * Returns the words of an object that was just sealed. Null if they do not fit into one notice, or
 * if its header has something that no notice states.
 */
export function wordsOf({ header, sealed }: PreparedObject, body: Uint8Array): Words | null {
  const type = WORD_TYPES.find((one) => one === header.type)
  // An object of one chunk was sealed from these very bytes; a longer one has no words.
  const coded = codeBody(header, body)
  const bytes = header.tags.reduce((sum, tag) => sum + utf8(tag).byteLength, coded.bytes.byteLength)
  const isShort = sealed.chunkCount === 1 && bytes <= MAX_WORDS_BYTES
  if (type === undefined || !isShort || !isStatedByNotice(header)) return null
  return { salt: readPrefix(sealed.blocks[0]!).salt, type, tags: header.tags, body: coded }
}

/** Words with a coded body of this length, to compute the size of a notice. */
export function blankWords({ tags }: Pick<ObjectHeader, 'tags'>, bodyBytes: number): Words {
  const salt = new Uint8Array(SALT_BYTES)
  return { salt, type: WORD_TYPES[0], tags, body: { coding: 'identity', bytes: new Uint8Array(bodyBytes) } }
}

/** To several persons the words would be copied, so they stay apart. */
function isStatedByNotice({ kind, title, to, links }: ObjectHeader): boolean {
  const isPlain = factsOf(kind).mayHaveWords && title === noticeTitle(title)
  const isOfTwoLinks = links.every(({ rel, key }) => key === null && (rel === 'reply' || rel === 'replaces'))
  return isPlain && isOfTwoLinks && to.length <= 1
}

export interface ObjectFromWords extends OpenedObject {
  /** Its only block. */
  block: Uint8Array
}

type NoticeWithWords = Notice & { words: Words }

/** True if the notice contains words. */
export function hasWords(notice: Notice): notice is NoticeWithWords {
  return notice.words !== null
}

/**
 * Seals the words of a notice again. Null if this gives another object than the one that the
 * notice names.
 */
export function resealWords(notice: NoticeWithWords, contentKey: Uint8Array): ObjectFromWords | null {
  const { ref, words } = notice
  const header = headerFromWords(notice)
  const plaintext = encodeCoded(header, words.body)
  const sealed = resealSmallObject(ref, plaintext, { contentKey, salt: words.salt })
  const isNamed =
    sealed.blocks.length === 1 &&
    equalBytes(sealed.cipherRoot, ref.cipherRoot) &&
    equalBytes(sealed.keyCommit, ref.keyCommit)
  const body = isNamed ? textOrNull(words) : null
  return body === null ? null : { header, body, block: sealed.blocks[0]! }
}

/** Returns the length of the text, decoded. */
export function textBytesOf({ words }: NoticeWithWords): number {
  return textOrNull(words)?.byteLength ?? 0
}

/** Null if the author coded the body of the object wrongly. It then opens as ALTERED. */
function textOrNull({ body }: Words): Uint8Array | null {
  try {
    return decodeBody(body)
  } catch (error) {
    if (error instanceof MalformedRecord) return null
    throw error
  }
}

/** The header of an object whose words are in its notice. */
export function headerFromWords({
  kind,
  title,
  at,
  to,
  audience,
  reply,
  replaces,
  words,
}: NoticeWithWords): ObjectHeader {
  return {
    ...{ kind, title: title ?? '', at, type: words.type, to, tags: words.tags },
    links: [...linksOf('reply', reply), ...linksOf('replaces', replaces)],
    madeFor: 'group' in audience ? { kind: audience.kind, group: audience.group } : { kind: audience.kind },
  }
}

/** In the order in which a letter's header has them. */
function linksOf(rel: Link['rel'], ref: Ref | null): Link[] {
  return ref === null ? [] : [{ rel, ref, key: null }]
}
