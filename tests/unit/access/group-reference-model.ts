// The promises of access for a group and its posts, as a minimal model: a roster, and for each post
// the routes of each reader. It does not use the engine. The tests run the access tables and this
// model through thousands of random commands.

export interface Place {
  era: number
  epoch: number
}

/** A route to a post: it was given to the person, or to their group. */
export interface Way {
  /** A person's name, or null for the group. */
  name: string | null
  since: Place
  isOpen: boolean
  held: boolean
  noticedAt: number | null
  due: number
  expires: number
  gone: 'recalled' | 'expired' | null
}

export interface Post {
  ways: Way[]
  /** The route by which each reader opened it, which is final. */
  opened: Map<string, Way>
  hasKey: boolean
}

export class ModelGroup {
  place: Place = { era: 0, epoch: 0 }
  readonly members = new Map<string, Place>()

  /** A member reads from the next epoch on, or the history too. */
  add(name: string, seesHistory: boolean): void {
    if (this.members.has(name)) return
    this.place = { ...this.place, epoch: this.place.epoch + 1 }
    this.members.set(name, seesHistory ? { era: 0, epoch: 0 } : this.place)
  }

  remove(name: string): void {
    if (this.members.delete(name)) this.place = { era: this.place.era + 1, epoch: 0 }
  }

  mayRead(name: string, since: Place): boolean {
    const reads = this.members.get(name)
    if (reads === undefined) return false
    return reads.era < since.era || (reads.era === since.era && reads.epoch <= since.epoch)
  }
}

const BEST_FIRST = ['released', 'NOT_YET', 'HELD', 'EXPIRED', 'RECALLED', 'NOT_A_READER']

/** With several open routes, takes the one that the engine took, if it is one of them. */
export function open(
  post: Post,
  group: ModelGroup,
  name: string,
  { now, isByGroup }: { now: number; isByGroup: boolean },
): string {
  if (post.opened.has(name)) return 'released'
  const ways = post.ways.filter((way) =>
    way.name === null ? group.mayRead(name, way.since) : way.name === name,
  )
  const answers = ways.map((way) => answerBy(way, now))
  const best = BEST_FIRST.find((answer) => answers.includes(answer)) ?? 'NOT_A_READER'
  const released = ways.filter((_way, i) => answers[i] === 'released')
  const taken = released.find((way) => (way.name === null) === isByGroup) ?? released[0]
  if (taken !== undefined) post.opened.set(name, taken)
  return best
}

function answerBy(way: Way, now: number): string {
  if (way.noticedAt === null) return 'NOT_A_READER'
  if (way.gone === 'recalled') return 'RECALLED'
  if (way.gone === 'expired' || isOver(way, now)) return 'EXPIRED'
  return way.held ? 'HELD' : 'released'
}

const isOver = ({ isOpen, expires }: Way, now: number): boolean => !isOpen && expires <= now

/** True if the author can still change this route. */
function canChange(post: Post, way: Way): boolean {
  if (way.gone !== null || (way.isOpen && way.noticedAt !== null)) return false
  return way.name === null || !post.opened.has(way.name)
}

/** Recalls only the route of `only`, or all routes if undefined. */
export function recall(post: Post, only: string | null | undefined, now: number): void {
  expire(post, now)
  for (const way of post.ways)
    if ((only === undefined || way.name === only) && canChange(post, way)) way.gone = 'recalled'
  if (!hasAnyRight(post)) post.hasKey = false
}

export function hold(post: Post, isHeld: boolean, group: ModelGroup, now: number): void {
  expire(post, now)
  for (const way of post.ways) if (canChange(post, way)) way.held = isHeld
  if (!isHeld) announce(post, group, now)
}

/** Advances the time. Due notices are sent, in the current epoch. */
export function turn(post: Post, group: ModelGroup, now: number): void {
  announce(post, group, now)
  expire(post, now)
}

function announce(post: Post, group: ModelGroup, now: number): void {
  for (const way of post.ways) {
    const isDue = way.due <= now && !isOver(way, now)
    if (way.noticedAt !== null || way.held || way.gone !== null || !isDue) continue
    way.noticedAt = now
    if (way.name === null) way.since = group.place
  }
}

function expire(post: Post, now: number): void {
  for (const way of post.ways) if (canChange(post, way) && isOver(way, now)) way.gone = 'expired'
}

/** True if some reader has opened the post or may still open it. */
function hasAnyRight(post: Post): boolean {
  return post.ways.some((way) => {
    const isOpened = way.name === null ? [...post.opened.values()].includes(way) : post.opened.has(way.name)
    return isOpened || way.gone === null
  })
}
