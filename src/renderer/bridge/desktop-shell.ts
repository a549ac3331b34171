// The environment in the desktop's window. Each request is sent to the shell over its port, and
// done there.
import type { ShellEvent } from '../../core/contract/index.ts'
import type { DesktopDoor, ShellCalls } from './desktop-door.ts'
import { createPageFiles, postByFetch } from './page-files.ts'
import type { Notice, Shell } from './shell.ts'

export function createDesktopShell(door: DesktopDoor): Shell {
  /** Maps a notification's tag to where its click leads. */
  const addresses = new Map<string, string>()

  /** Sends a request whose result no one awaits. */
  function wish(act: (calls: ShellCalls) => Promise<unknown>): void {
    void door
      .shell()
      .then(act)
      .catch(() => undefined)
  }

  function on<Type extends ShellEvent['type']>(
    type: Type,
    listener: (event: Extract<ShellEvent, { type: Type }>) => void,
  ): void {
    door.onShellEvent((event) => {
      if (event.type === type) listener(event as Extract<ShellEvent, { type: Type }>)
    })
  }

  function notify({ tag, title, body, urgent, address }: Notice): void {
    addresses.set(tag, address)
    wish(({ outside }) => outside.notify({ tag, title, body, urgent }))
  }

  return {
    // The shell shows the real host itself, because it does not rely on the page.
    asksBeforeLinks: true,
    session: () => null,
    // Only this page can send requests on its scheme.
    files: createPageFiles({
      passFor: () => '',
      post: postByFetch(),
      hand: (file, sealing) => door.hand(file, sealing),
    }),
    openLink: (url) => wish(({ outside }) => outside.openLink({ url })),
    copyText: async (text) => {
      await (await door.shell()).outside.copyText({ text })
    },
    notify,
    onNoticeOpened: (listener) =>
      on('notification-clicked', ({ tag }) => {
        const address = addresses.get(tag)
        if (address !== undefined) listener(address)
        addresses.delete(tag)
      }),
    notifyPermission: () => 'granted',
    askToNotify: async () => 'granted',
    setTitle: (title) => wish(({ window }) => window.setTitle({ title })),
    setBadge: (count) => wish(({ window }) => window.setBadge({ count })),
    saveFile: async (name, _type, text) => {
      await (await door.shell()).outside.saveFile({ name, text })
    },
    saveFiles: async (files) => {
      await (await door.shell()).outside.saveStored({ files: files.map(({ file }) => file) })
    },
    openFile: async (file) => (await (await door.shell()).outside.openStored({ file })).outcome,
    print: () => wish(({ window }) => window.print()),
    setLocale: (locale) => wish(({ window }) => window.setLocale({ locale })),
    setTheme: (theme) => wish(({ window }) => window.setTheme({ theme })),
    desktop: {
      calls: () => door.shell(),
      onRoute: (listener) => on('route', ({ route }) => listener(route)),
      onCommand: (listener) => on('command', ({ command }) => listener(command)),
      onUpdateChanged: (listener) => on('update-changed', () => listener()),
      dragStored: async (file) => {
        await (await door.shell()).outside.dragStored({ file })
      },
      dragFile: (name, text) => wish(({ outside }) => outside.dragFile({ name, text })),
    },
  }
}
