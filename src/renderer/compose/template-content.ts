// What a template changes in a letter, and what of a letter a template keeps. Pure.
import type { Template } from '../../core/contract/index.ts'
import { renumberPictures } from '../../text/attached.ts'
import type { LetterContent } from '../state/letter-content.ts'
import type { TemplateText } from '../state/templates.svelte.ts'

/**
 * What is there stays: readers and a subject win, and the text stands below that of the template.
 */
export function contentWith(content: LetterContent, template: Template): Partial<LetterContent> {
  const { to, subject, text, tags, policy } = content
  const hasReaders = to.length > 0 || content.typed.trim() !== ''
  const rest = text.trim() === '' ? '' : `\n\n${text.trimStart()}`
  const { options } = template
  return {
    ...(hasReaders || template.to.length === 0 ? {} : { to: template.to }),
    subject: subject.trim() === '' ? template.subject : subject,
    text: `${template.text.trimEnd()}${rest}`,
    tags: [...new Set([...tags, ...template.tags])],
    ...(options === null
      ? {}
      : {
          policy: { ...policy, mode: options.mode, urgent: options.urgent },
          ...(options.hold ? { when: 'hold' as const } : {}),
        }),
  }
}

/**
 * The name is for the person to give. A signature is put into each letter anyway; pictures leave
 * the text with their files.
 */
export function templateOf(content: LetterContent): TemplateText {
  const { to, subject, tags, when, policy, unwritten = '' } = content
  const signature = unwritten.trim()
  const whole = content.text.trimEnd()
  const own =
    signature !== '' && whole.endsWith(signature) ? whole.slice(0, -signature.length).trimEnd() : content.text
  const text = renumberPictures(own, () => null).replace(/\n{3,}/gu, '\n\n')
  const { mode, urgent } = policy
  const hold = when === 'hold'
  const isPlain = mode === null && !urgent && !hold
  return {
    ...{ name: subject.trim().slice(0, 64), subject, text, to: [...to], tags: [...tags] },
    options: isPlain ? null : { mode, urgent, hold },
  }
}
