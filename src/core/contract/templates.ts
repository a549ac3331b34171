// Templates and the signature: words that a person writes once and uses in many letters.
// A use copies the words, so a letter does not depend on its template.
import { call } from './calls.ts'
import type { TemplateId } from './ids.ts'
import type { Addressee } from './letter.ts'
import type { Policy } from './policy.ts'
import { MAX_SUBJECT_BYTES, MAX_TAG_CHARS, MAX_TAGS } from './choices.ts'
import { listUpTo, MAX_READERS, nothing, oneLine, textUpTo, z } from './schema.ts'

/** The options of a letter that have no time. */
export type TemplateOptions = Pick<Policy, 'mode' | 'urgent' | 'hold'>

export interface Template {
  template: TemplateId
  name: string
  subject: string
  /** Markdown. */
  text: string
  /** Ids of persons and groups, or `self`, or `public`; empty without usual readers. */
  to: string[]
  /** The same readers under their current names. */
  readers: Addressee[]
  tags: string[]
  /** Null for those of a plain letter. */
  options: TemplateOptions | null
}

export interface Signature {
  /** Markdown; empty for none. */
  text: string
  /** True if a new letter begins with it. The writer sees it, and can remove it. */
  inNew: boolean
  inReplies: boolean
}

const MAX_TEMPLATE_BYTES = 64 * 1024
const MAX_SIGNATURE_BYTES = 4 * 1024

/** The id of a template, or its name. */
const template = z.string().trim().min(1).max(256)

const fields = {
  subject: textUpTo(MAX_SUBJECT_BYTES).refine((subject) => !/[\r\n]/.test(subject), { error: 'One line.' }),
  text: textUpTo(MAX_TEMPLATE_BYTES),
  /** Ids, or names that match exactly one contact or group. */
  to: listUpTo(z.string().max(4096), MAX_READERS),
  tags: listUpTo(z.string().max(MAX_TAG_CHARS), MAX_TAGS),
  options: z
    .strictObject({
      mode: z.enum(['open', 'controlled']).nullable(),
      urgent: z.boolean(),
      hold: z.boolean(),
    })
    .nullable(),
}

export const templateCalls = {
  /** Lists the templates by name. */
  list: call<Template[]>()(nothing),

  /** @throws INVALID if the name is taken, NOT_FOUND or AMBIGUOUS (reader), TOO_LARGE beyond 200 */
  add: call<Template>()(
    z.strictObject({
      name: oneLine,
      subject: fields.subject.default(''),
      text: fields.text.default(''),
      to: fields.to.default([]),
      tags: fields.tags.default([]),
      options: fields.options.default(null),
    }),
  ),

  /** Changes what is given. @throws NOT_FOUND, INVALID, AMBIGUOUS, TOO_LARGE as `add` */
  change: call<Template>()(
    z.strictObject({
      template,
      name: oneLine.optional(),
      subject: fields.subject.optional(),
      text: fields.text.optional(),
      to: fields.to.optional(),
      tags: fields.tags.optional(),
      options: fields.options.optional(),
    }),
  ),

  /** @throws NOT_FOUND */
  remove: call<{ template: TemplateId }>()(z.strictObject({ template })),

  signature: call<Signature>()(nothing),

  /** Changes what is given. @throws TOO_LARGE */
  setSignature: call<Signature>()(
    z.strictObject({
      text: textUpTo(MAX_SIGNATURE_BYTES).optional(),
      inNew: z.boolean().optional(),
      inReplies: z.boolean().optional(),
    }),
  ),
}
