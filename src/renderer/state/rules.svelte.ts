// The rules of this person, in the order in which they act on what arrives.
import type { Rule, RuleActs } from '../../core/contract/index.ts'
import { m } from '../messages/messages.svelte.ts'
import type { App } from './app.svelte.ts'
import { LiveRead } from './live-read.svelte.ts'
import { moved } from './searches.svelte.ts'

/** What a person writes of a rule. */
export type RuleText = Pick<Rule, 'name' | 'query' | 'acts'>

export const NO_ACTS: RuleActs = {
  labels: [],
  archive: false,
  star: false,
  done: false,
}

export class Rules extends LiveRead<readonly Rule[]> {
  constructor(app: App) {
    super(app, { read: () => app.api.rules.list(), after: ['rules-changed', 'home-changed'] })
    this.listen()
  }

  /** Null until they are read. */
  get list(): readonly Rule[] | null {
    return this.value
  }

  /** @throws INVALID if the query cannot be read */
  async count(query: string): Promise<number> {
    return (await this.app.api.rules.count({ query })).letters
  }

  /** Adds a rule, or changes `known`. @throws INVALID, TOO_LARGE, NOT_FOUND */
  async save(text: RuleText, known: Rule | null): Promise<Rule> {
    const { rules } = this.app.api
    const rule = known === null ? await rules.add(text) : await rules.change({ rule: known.rule, ...text })
    await this.read()
    return rule
  }

  /** Says that a rule was added, or that `known` was changed, and offers to undo that. */
  saySaved({ rule, name }: Rule, known: Rule | null): void {
    const { rules } = this.app.api
    const undo = async (): Promise<void> => {
      if (known === null) await rules.remove({ rule })
      else await rules.change({ rule, name: known.name, query: known.query, acts: known.acts })
      await this.read()
    }
    this.app.toasts.show({ text: known === null ? m.rules.added(name) : m.rules.changed(name), undo })
  }

  async turn({ rule }: Rule, isOn: boolean): Promise<void> {
    await this.app.api.rules.change({ rule, isOn })
    await this.read()
  }

  /** Applies it to what is already here, and offers to undo that. */
  async apply({ rule, name }: Pick<Rule, 'rule' | 'name'>): Promise<void> {
    const { run, changed } = await this.app.api.rules.run({ rule })
    this.app.toasts.show({
      text: m.rules.applied(name, changed),
      ...(changed === 0 ? {} : { undo: () => this.#undo(rule, run) }),
    })
  }

  async #undo(rule: Rule['rule'], run: number): Promise<void> {
    await this.app.api.rules.undo({ rule, run })
  }

  /** What it changed stays. */
  async remove({ rule, name, query, acts, isOn }: Rule): Promise<void> {
    const { rules } = this.app.api
    await rules.remove({ rule })
    await this.read()
    this.app.toasts.show({
      text: m.rules.removed(name),
      undo: async () => {
        const back = await rules.add({ name, query, acts })
        if (!isOn) await rules.change({ rule: back.rule, isOn })
        await this.read()
      },
    })
  }

  async move({ rule }: Rule, by: 1 | -1): Promise<void> {
    const order = moved(
      (this.list ?? []).map((one) => one.rule),
      rule,
      by,
    )
    this.set(await this.app.api.rules.order({ rules: order }))
  }
}
