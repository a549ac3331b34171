// The templates and the signature of this person. Before compose: a letter begins with their words.
import { withSignature, type Signature, type Template } from '../../core/contract/index.ts'
import { m } from '../messages/messages.svelte.ts'
import type { App } from './app.svelte.ts'
import type { LetterContent } from './letter-content.ts'
import { LiveRead } from './live-read.svelte.ts'

interface Known {
  templates: readonly Template[]
  signature: Signature
}

export type TemplateText = Partial<Omit<Template, 'template' | 'name' | 'readers'>> & { name: string }

export class Templates extends LiveRead<Known> {
  constructor(app: App) {
    super(app, {
      read: async () => {
        const [templates, signature] = await Promise.all([
          app.api.templates.list(),
          app.api.templates.signature(),
        ])
        return { templates, signature }
      },
      after: ['templates-changed', 'home-changed'],
    })
    this.listen()
  }

  /** Null until they are read. */
  get list(): readonly Template[] | null {
    return this.value?.templates ?? null
  }

  /** Null until it is read. */
  get signature(): Signature | null {
    return this.value?.signature ?? null
  }

  /** Adds a template, or changes `known`. @throws INVALID, TOO_LARGE, NOT_FOUND */
  async save(text: TemplateText, known: Template | null): Promise<void> {
    const { templates } = this.app.api
    if (known === null) await templates.add(text)
    else await templates.change({ template: known.template, ...text })
    await this.read()
    this.app.toasts.show({ text: m.templates.saved(text.name) })
  }

  async remove({ template, readers: _readers, ...text }: Template): Promise<void> {
    const { templates } = this.app.api
    await templates.remove({ template })
    await this.read()
    this.app.toasts.show({
      text: m.templates.removed(text.name),
      undo: async () => {
        await templates.add(text)
        await this.read()
      },
    })
  }

  /**
   * Puts the signature below the text that a new letter begins with, if this person wants that. A
   * signature that cannot be read must not keep a person from writing.
   */
  async signed(beginning: Partial<LetterContent>): Promise<Partial<LetterContent>> {
    const known = this.signature ?? (await this.app.api.templates.signature().catch(() => null))
    const signature = usualSignature(known, (beginning.replyTo ?? null) !== null)
    const text = withSignature(beginning.text ?? '', signature)
    return { ...beginning, text, unwritten: withSignature('', signature) }
  }

  /** @throws TOO_LARGE */
  async sign(change: Partial<Signature>): Promise<void> {
    await this.app.api.templates.setSignature(change)
    await this.read()
  }
}

/** The signature that a letter begins with. '' for none. */
export function usualSignature(known: Signature | null, isReply: boolean): string {
  return known !== null && (isReply ? known.inReplies : known.inNew) ? known.text : ''
}
