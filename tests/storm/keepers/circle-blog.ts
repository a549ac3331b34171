// The public posts of the scenario `keepers-circle`: published, replaced and withdrawn by an author
// who may be killed, and read by followers from her stations.
import { PLAIN_POLICY, type RefText } from '../../../src/core/contract/index.ts'
import { calling } from '../../support/person.ts'
import type { Random } from '../random.ts'
import { must, type Trial } from '../trial.ts'
import { attempt } from './attempt.ts'
import type { KeepersWorld, OnePerson } from './world.ts'

/** They follow from the beginning. */
const FOLLOWERS = ['bob', 'carol']

export interface PublicPost {
  title: string
  text: string
  ref: RefText
}

export class CircleBlog {
  readonly address: string
  readonly followers: Set<OnePerson>
  /** The archive lists them. */
  readonly posts: PublicPost[] = []
  /** Titles that the archive may list, because a kill cut an act off. */
  readonly unsure = new Set<string>()
  readonly #trial: Trial
  readonly #world: KeepersWorld
  #written = 0

  private constructor(trial: Trial, world: KeepersWorld, address: string) {
    this.#trial = trial
    this.#world = world
    this.address = address
    this.followers = new Set(FOLLOWERS.map((name) => world.find(name)))
  }

  static async begin(trial: Trial, world: KeepersWorld): Promise<CircleBlog> {
    const { address } = await world.author.person.do.people.whoami({}, calling)
    const blog = new CircleBlog(trial, world, address)
    for (const { person } of blog.followers) await person.do.follows.follow({ who: address }, calling)
    return blog
  }

  publish(_random: Random): Promise<void> {
    return this.#send(null)
  }

  async replace(random: Random): Promise<void> {
    const earlier = this.#pick(random)
    if (earlier !== null) await this.#send(earlier)
  }

  async #send(earlier: PublicPost | null): Promise<void> {
    const { author } = this.#world
    if (!author.isOn) return
    const title = `public ${this.#written++}`
    const text = `The text of ${title}.`
    const replaces = earlier === null ? {} : { replaces: earlier.ref }
    if (earlier !== null) this.#doubt(earlier)
    this.unsure.add(title)
    const order = { to: ['public'], subject: title, text, policy: PLAIN_POLICY, ...replaces }
    const sent = await attempt(author, () => author.person.do.letters.send(order, calling))
    this.#trial.note(`${title} replaces ${earlier?.title ?? 'nothing'}: ${sent.code ?? 'published'}`)
    if (!('value' in sent)) return
    this.#trial.count('public posts')
    this.posts.push({ title, text, ref: sent.value.ref })
    this.unsure.delete(title)
    if (earlier !== null) this.unsure.delete(earlier.title)
  }

  async unpublish(random: Random): Promise<void> {
    const { author } = this.#world
    const [post, isDeleted] = [this.#pick(random), random.isSo(0.5)]
    if (post === null || !author.isOn) return
    this.#doubt(post)
    const { ref, title } = post
    const { letters, space } = author.person.do
    const done = await attempt<unknown>(author, () =>
      isDeleted ? space.delete({ ref }, calling) : letters.withdraw({ ref, from: 'public' }, calling),
    )
    this.#trial.note(`${title} is ${isDeleted ? 'deleted' : 'withdrawn'}: ${done.code ?? 'done'}`)
    if (done.code === null) this.unsure.delete(title)
  }

  async follow(_random: Random): Promise<void> {
    const dave = this.#world.find('dave')
    if (!dave.isOn || this.followers.has(dave)) return
    const done = await attempt(dave, () => dave.person.do.follows.follow({ who: this.address }, calling))
    if (done.code === null) this.followers.add(dave)
  }

  /** Until its act is answered, the archive may list it. */
  #doubt(post: PublicPost): void {
    this.posts.splice(this.posts.indexOf(post), 1)
    this.unsure.add(post.title)
  }

  #pick(random: Random): PublicPost | null {
    const at = random.share()
    return this.posts[Math.floor(at * this.posts.length)] ?? null
  }

  /** Without a post there is no archive. */
  get isBegun(): boolean {
    return this.#written > 0
  }

  /** True if this person's archive of the author has every post, and nothing that left it. */
  async isListedFor({ person }: OnePerson): Promise<boolean> {
    const asked = { who: this.address, limit: 100, waitMs: 2_000 }
    const { posts } = await person.do.follows.archive(asked, calling)
    const titles = new Set(posts.map(({ title }) => title))
    const isExtra = (title: string): boolean =>
      !this.unsure.has(title) && !this.posts.some((post) => post.title === title)
    return this.posts.every(({ title }) => titles.has(title)) && ![...titles].some(isExtra)
  }

  async readAll({ person }: OnePerson, waitMs: number): Promise<void> {
    for (const { ref, title, text } of this.posts) {
      const got = await person.read(ref, waitMs)
      must(got.text === text, `${title} has another text`)
    }
  }
}
