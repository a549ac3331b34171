// The first minutes in a new home, in Japanese.
import type { firstRun as english } from '../en/first-run.ts'

export const firstRun: typeof english = {
  welcome: '送ることは、しまうこと',
  intro:
    'あなたの書いた手紙は、ここ、あなた自身の蔵に残ります。相手に届くのは小さな通知だけで、読みたいときに、あなたの蔵から手紙を開きます。',
  nameLabel: 'お名前',
  nameHint: '手紙の相手に表示されます。あとで変えられます。',
  nameMissing: '名前を入力してください。',
  passphraseLabel: 'パスフレーズ',
  passphraseOptional: '任意',
  passphraseHint:
    'このコンピューターには、蔵の鍵を守る仕組みがありません。パスフレーズを決めると、ディスクを盗まれても何も読まれません。そのかわり、起動のたびに入力します。決めない場合、鍵は手紙のそばに読める形で置かれます。',
  passphraseForgotten: 'パスフレーズは再発行できません。家の鍵と同じように、大切に保管してください。',
  begin: 'はじめる',
  making: '蔵を作っています…',
  step: (at, of) => `${of}のうち${at}`,

  wordsTitle: 'あなたの24の単語',
  wordsIntro:
    'この単語は、あなた自身を表します。コンピューターを失ったとき、同じ人として戻る手段はこれだけで、新しい単語はだれにも作れません。順番どおりに紙に書き、誰にも見せないでください。',
  wordsList: '24の単語（順番どおり）',
  written: '書きとめました',
  later: 'あとにする',
  laterHint: '確認が済むまで、ときどきお知らせします。単語は何度でも表示できます。',

  proveTitle: 'そのうちの三つを入力',
  proveIntro:
    '紙を見ながら入力してください。正しければ、単語はこのコンピューターから消えます。新しい単語はだれにも作れないので、紙は大切に保管してください。',
  wordNumber: (position) => `${position}番目の単語`,
  prove: '確認する',
  proveWrong: '少なくとも一つ、その位置の単語と違います。もう一度、紙をご覧ください。',
  showAgain: '単語をもう一度見る',
  proven: '確認しました。これからは、単語はあなたの紙の上だけにあります。',

  unlockTitle: '蔵に鍵がかかっています',
  unlockText: 'この蔵のパスフレーズを入力してください。コンピューターの外には出ません。',
  unlock: '開ける',
  unlocking: '開けています…',
  showPassphrase: 'パスフレーズを表示',
  hidePassphrase: 'パスフレーズを隠す',

  emptyTitle: 'まだ何も届いていません',
  emptyText: (name) =>
    `${name}さん、ここがあなたの蔵です。手紙は、知り合いの間だけを行き来します。まずは、誰かを招待しましょう。`,
  invite: '誰かを招待する',
  inviteText:
    '一人だけが使えるリンクを作ります。好きな方法で送るか、読み取ってもらってください。一日使えます。',
  inviteMake: '招待を作る',
  inviteMaking: '招待を作っています…',
  inviteReady: (until) =>
    `使えるのは一人だけ、${until}までです。相手が使うまで、Fumikuraを動かしておいてください。`,
  inviteLink: 'あなたの招待リンク',
  inviteQr: '招待のQRコード',
  inviteUsed: (name) => `${name}さんとつながりました。手紙を交わせます。`,
  accept: '招待を受ける',
  acceptText: 'もらったリンクを貼り付けてください。グループへのリンクも使えます。',
  acceptLabel: 'もらったリンク',
  acceptAction: '受ける',
  accepting: '相手を探しています…',
  accepted: (name) => `${name}さんと手紙を交わせるようになりました。`,
  demo: 'まずは見てまわる',
  demoText:
    '役を演じる人たちと、さまざまな状態の手紙がある小さな世界です。このコンピューターの中だけで動き、あなたのものには触れません。Fumikuraを終えると消えます。',
  demoStart: 'デモの世界を見てまわる',
  demoStarting: '準備しています…',
  demoWait: '三つの蔵を開き、手紙を書いています。数秒かかります。',
  demoReady: '準備ができました。',
  demoOpen: 'デモの世界を新しいタブで開く',
}
