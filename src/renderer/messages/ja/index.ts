// Every sentence of the app in Japanese; a sentence that is missing here does not compile.
//
// Each thing has one word, on every screen, in both languages:
//
// | English             | Japanese               | English             | Japanese               |
// | ------------------- | ---------------------- | ------------------- | ---------------------- |
// | letter              | 手紙 (通)              | contact             | 知り合い               |
// | notice              | 通知                   | invite, invite link | 招待、招待リンク       |
// | store               | 蔵                     | contact request     | つながり申請           |
// | sealed              | 未開封、封             | request access      | 閲覧を依頼する         |
// | open, opened        | 開く、開封済み         | profile             | プロフィール           |
// | sender              | 差出人                 | account             | アカウント             |
// | reader              | 読み手                 | device              | 端末                   |
// | reply               | 返信                   | safety number       | 安全番号               |
// | thread              | やりとり               | online, offline     | 接続中、未接続         |
// | send, schedule      | 送る、予約する         | 24 words            | 24の単語               |
// | undo                | 取り消す               | confirmed (words)   | 確認済み               |
// | hold, release       | 保留する、保留を解く   | passphrase          | パスフレーズ           |
// | recall, withdraw    | 取り下げる             | key                 | 鍵                     |
// | expire, expired     | 期限、期限切れ         | backup, restore     | バックアップ、復元     |
// | urgent              | 至急                   | export, import      | 書き出し、取り込み     |
// | done                | 完了                   | group, owner        | グループ、管理者       |
// | accept, decline     | 承諾、辞退 (letters)   | member, post        | メンバー、投稿         |
// | approve, decline    | 承認、断る (people)    | follow              | フォロー               |
// | comment             | ひとこと               | public, everyone    | 公開、全員             |
// | To do               | やること               | only me, only you   | 自分だけ               |
// | snooze, mute        | スヌーズ、ミュート     | note                | メモ                   |
// | label, star         | ラベル、スター         | tag                 | タグ                   |
// | draft               | 下書き                 | version             | 版                     |
// | photo, video, audio | 写真、動画、音声       | copy                | 写し (a file), コピー  |
// | location            | 位置情報               | revoke, revoked     | 無効にする、無効       |
// | file, attach        | ファイル (件)、添付    | sign in, sign out   | サインイン、サインアウト |
// | station             | 保管所 (か所)          | certain             | 確定                   |
// | phone               | スマートフォン         | computer            | コンピューター         |
// | mail                | メール (通)            | newsletter          | メールマガジン         |
//
// People take さん, groups 「」. The reader is 自分 where English says “you”; あなた only greets.
// Undo is 送信を取り消す (before the notice), recall is 手紙を取り下げる (after it): name the object.
// A figure, or a word in Latin letters, has no space around it: the style sheet sets the gap.
// Buttons that act end in する or are one noun; hints and sentences are です・ます.
import type { Messages } from '../en/index.ts'
import * as all from './all.ts'

export const ja: Messages = all
