// Every setting that a link, the index of the settings or the palette can lead to: its section, its
// name, and words in both languages that a person may type for it.
import { m } from '../messages/messages.svelte.ts'

export const SETTINGS_GROUPS = ['you', 'look', 'writing', 'safety', 'copies', 'devices', 'others'] as const
export type SettingsGroup = (typeof SETTINGS_GROUPS)[number]

export interface SettingsRow {
  group: SettingsGroup
  title: () => string
  /** Beside the title; both languages, because a person may know a word of one only. */
  words: string
  /** Set if the row is within the section of that name. */
  within?: string
  /** Where the section exists. Default: everywhere. */
  only?: 'browser' | 'desktop' | 'phone'
}

export const SETTINGS = {
  profile: row('you', () => m.settings.you, 'name picture photo card profile 名前 写真 プロフィール'),
  mail: row(
    'you',
    () => m.settings.mail,
    'mail email account imap smtp gmail address メール アカウント アドレス',
  ),
  appearance: row('look', () => m.settings.appearance, 'look font view display 表示 外観 見た目'),
  language: row('look', () => m.settings.language, 'japanese english locale 言語 日本語 英語', 'appearance'),
  theme: row('look', () => m.settings.theme, 'dark light colour color 暗い 明るい 色 ダーク', 'appearance'),
  density: row('look', () => m.settings.density, 'compact rows height dense 行 密度 詰める', 'appearance'),
  font: row(
    'look',
    () => m.settings.textSize,
    'font size large zoom 文字 大きさ フォント 拡大',
    'appearance',
  ),
  keys: row(
    'look',
    () => m.settings.singleKeys,
    'keyboard shortcut gmail キーボード ショートカット',
    'appearance',
  ),
  notifications: row('look', () => m.settings.notifications, 'notify alert sound badge 通知 お知らせ'),
  writing: row('writing', () => m.settings.writing, 'compose send letter 書く 送信 手紙'),
  undo: row('writing', () => m.settings.undo, 'undo send seconds take back 取り消し 送信取消 秒', 'writing'),
  opening: row('writing', () => m.settings.opening, 'receipt opened tells seen 開封 既読 通知', 'writing'),
  rules: row('writing', () => m.rules.title, 'filter rule automatic label 自動 ルール 振り分け'),
  templates: row('writing', () => m.templates.title, 'template snippet canned テンプレート 定型文 ひな形'),
  signature: row('writing', () => m.templates.signature, 'signature footer 署名 フッター'),
  passphrase: row(
    'safety',
    () => m.settings.passphrase,
    'password lock encrypt パスワード 合言葉 ロック 暗号',
  ),
  lock: row(
    'safety',
    () => m.settings.lock,
    'lock face finger passkey pin unlock ロック 顔 指紋 暗証番号 パスキー',
    undefined,
    'phone',
  ),
  words: row('safety', () => m.settings.words, 'words seed recovery phrase 24 単語 復元 復旧'),
  blocked: row('safety', () => m.settings.blocked, 'block spam ブロック 迷惑'),
  backup: row(
    'copies',
    () => m.backup.title,
    'backup copy disk usb save restore バックアップ 控え 保存 復元',
  ),
  portable: row(
    'copies',
    () => m.settings.portable,
    'export import mbox eml zip gmail 書き出し 取り込み 移行 エクスポート インポート',
  ),
  imported: row('copies', () => m.boxes.imported, 'imported mail old 取り込み メール', 'more'),
  devices: row('devices', () => m.people.devices, 'device computer phone 端末 機器 スマホ パソコン'),
  stations: row(
    'devices',
    () => m.settings.stations,
    'stations server away offline recall 保管所 ステーション 預かり 留守',
  ),
  phones: row(
    'devices',
    () => m.settings.phones,
    'phone mobile android iphone pair qr lost 電話 スマホ 携帯 紛失',
  ),
  sessions: row(
    'devices',
    () => m.settings.sessions,
    'browser sign out session log out ブラウザー ログアウト',
    undefined,
    'browser',
  ),
  keychain: row(
    'devices',
    () => m.desktop.keychain,
    'keychain key system キーチェーン 鍵',
    undefined,
    'desktop',
  ),
  desktop: row('devices', () => m.desktop.title, 'start tray login 起動 常駐', undefined, 'desktop'),
  updates: row('devices', () => m.desktop.updates, 'update version 更新 バージョン', undefined, 'desktop'),
  site: row('others', () => m.settings.site, 'site web public blog feed サイト 公開 ウェブ'),
  crashes: row('others', () => m.desktop.crashes, 'crash report 異常終了 不具合', undefined, 'desktop'),
  more: row('others', () => m.settings.more, 'more other その他'),
  diagnostics: row(
    'others',
    () => m.shell.diagnostics,
    'diagnostics doctor log problem debug 診断 ログ 不具合',
    'more',
  ),
}

export type SettingsPart = keyof typeof SETTINGS

export const SETTINGS_PARTS = Object.keys(SETTINGS) as readonly SettingsPart[]

/** What a phone names and cannot change: host/far refuses the calls. */
export const AT_HOME: readonly SettingsPart[] = [
  ...(['mail', 'passphrase', 'words', 'backup', 'portable', 'devices', 'stations', 'phones'] as const),
  ...(['sessions', 'site', 'diagnostics'] as const),
]

/** The rows that exist in this environment. */
export function listSettings(kind: 'browser' | 'desktop' | 'phone'): SettingsPart[] {
  // A phone is a browser, and names what only the computer changes.
  const here = kind === 'desktop' ? ['desktop'] : kind === 'phone' ? ['phone', 'browser'] : ['browser']
  return SETTINGS_PARTS.filter((part) => here.includes(SETTINGS[part].only ?? here[0]!))
}

/** Returns the rows that have every typed word at the start of one of their words, in table order. */
export function findSettings(parts: readonly SettingsPart[], typed: string): SettingsPart[] {
  const wanted = normalize(typed)
    .split(/\s+/u)
    .filter((word) => word !== '')
  return parts.filter((part) => {
    const { title, words } = SETTINGS[part]
    const text = ` ${normalize(`${title()} ${words}`)}`
    return wanted.every((word) =>
      /^[\p{ASCII}]+$/u.test(word) ? text.includes(` ${word}`) : text.includes(word),
    )
  })
}

const normalize = (text: string): string => text.normalize('NFKC').toLowerCase()

function row(
  group: SettingsGroup,
  title: () => string,
  words: string,
  within?: string,
  only?: SettingsRow['only'],
): SettingsRow {
  return { group, title, words, within, only }
}
