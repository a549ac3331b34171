// An album is found directly by its whole ref, without a look at other albums. A list looks at each
// album once.
import { expect, test, vi } from 'vitest'
import { addPicture, createAlbum } from '../../support/albums.ts'
import { useCircle } from '../../support/circle.ts'
import { calling, type Person } from '../../support/person.ts'

const makeCircle = useCircle()

test('a call with a whole ref reads only that album, and a list reads each album once', async () => {
  const [alice] = (await makeCircle(['alice'])).people as [Person]
  const file = await addPicture(alice, 'a.jpg')
  const made = []
  for (const title of ['One', 'Two', 'Three']) made.push(await createAlbum(alice, title, [file]))
  // Counts the views of each album. A view reads the header of its own cover, and of no other.
  const asked = new Map<string, number>()
  const { store } = alice.home.parts
  const findOwn = store.findOwn.bind(store)
  const watch = vi.spyOn(store, 'findOwn').mockImplementation((rows, object) => {
    const own = findOwn(rows, object)
    if (own?.header.kind === 'collection' && own.header.title !== '')
      asked.set(own.header.title, (asked.get(own.header.title) ?? 0) + 1)
    return own
  })
  const found = await alice.do.albums.get({ album: made[1]!.album }, calling)
  expect([found.title, found.count]).toEqual(['Two', 1])
  expect([...asked.keys()]).toEqual(['Two'])
  const once = asked.get('Two')!
  asked.clear()
  await alice.do.albums.list({ from: 'all', limit: 10 }, calling)
  expect(Object.fromEntries(asked)).toEqual({ One: once, Two: once, Three: once })
  watch.mockRestore()
  const other = alice.do.albums.get({ album: await alice.write({ name: 'self' }, 'n', 'x') }, calling)
  await expect(other).rejects.toMatchObject({ code: 'NOT_FOUND' })
  expect((await alice.do.albums.get({ album: 'Three' }, calling)).album).toBe(made[2]!.album)
})
