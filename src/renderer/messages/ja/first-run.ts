// The first minutes in a new home, in Japanese.
import type { firstRun as english } from '../en/first-run.ts'

export const firstRun: typeof english = {
  welcome: '送ることは、しまうこと',
  intro:
    'あなたの書いた手紙は、ここ、あなた自身の蔵に残ります。宛てた人には小さな知らせだけが届き、読みたいときに、あなたのところから開きます。',
  nameLabel: 'お名前',
  nameHint: '手紙を受け取る人にはこう見えます。あとで変えられます。',
  nameMissing: '名前を入れてください。',
  passphraseLabel: 'パスフレーズ',
  passphraseOptional: '任意',
  passphraseHint:
    'このコンピューターは、蔵の鍵を自分では守れません。パスフレーズがあれば、ディスクを盗まれても何も開きません。そのかわり、起動のたびに入力します。なければ、鍵は手紙のそばに読める形で置かれます。',
  passphraseForgotten: 'パスフレーズは誰にも再発行できません。家の鍵と同じように大切にしてください。',
  begin: 'はじめる',
  making: '蔵を作っています…',
  step: (at, of) => `${of} のうち ${at}`,

  wordsTitle: 'あなたの24の言葉',
  wordsIntro:
    'この言葉が、あなた自身です。このコンピューターを失ったとき、また同じ人に戻れるのはこの言葉だけです。順番どおりに紙に書き、誰にも見せないでください。',
  wordsList: '24の言葉（順番どおり）',
  written: '書きとめました',
  later: 'あとにする',
  laterHint: '確かめるまでは、折にふれてお知らせし、何度でもお見せします。',

  proveTitle: 'そのうちの三つを',
  proveIntro: '紙を見て書いてください。合っていれば、言葉はもうこのコンピューターには残りません。',
  wordNumber: (position) => `${position}番目の言葉`,
  prove: '確かめる',
  proveWrong: '少なくとも一つ、その場所の言葉と違います。もう一度、紙をご覧ください。',
  showAgain: '言葉をもう一度見る',
  proven: '言葉を確かめました。これからは、あなたの紙の上にだけあります。',

  unlockTitle: '蔵に鍵がかかっています',
  unlockText: 'この蔵のパスフレーズを入力してください。このコンピューターの外には出ません。',
  unlock: '開ける',
  unlocking: '開けています…',
  showPassphrase: 'パスフレーズを表示',
  hidePassphrase: 'パスフレーズを隠す',

  emptyTitle: 'まだ何も届いていません',
  emptyText: (name) =>
    `${name}さん、ここがあなたの蔵です。手紙は知り合いどうしの間だけを行き来します。まずは、だれかを招きましょう。`,
  invite: 'だれかを招く',
  inviteText:
    '一人だけが使えるリンクを作ります。送り方は自由です。読み取ってもらってもかまいません。一日だけ使えます。',
  inviteMake: '招待を作る',
  inviteMaking: '招待を作っています…',
  inviteReady: (until) =>
    `一人だけ、${until}まで使えます。相手が使うまで、Fumikuraを動かしておいてください。`,
  inviteLink: '招待リンク',
  inviteQr: '招待のQRコード',
  inviteUsed: (name) => `${name}さんとつながりました。もう手紙を書けます。`,
  accept: '招待を受ける',
  acceptText: 'もらったリンクを貼り付けてください。',
  acceptLabel: '招待リンク',
  acceptAction: '受ける',
  accepting: '相手をさがしています…',
  accepted: (name) => `${name}さんと手紙をやりとりできるようになりました。`,
  writeFirst: (name) => `${name}さんに書く`,
}
