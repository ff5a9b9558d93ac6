// The page of the documentation that shows every token as it looks, in light and dark, with the contrast of each pair.
import { contrast } from './contrast.mjs'

const INTRO = `<!-- Written by web/packages/ui/tokens/build.mjs from tokens.json: change those, not this page. -->

# Design tokens

<link rel="stylesheet" href="../tokens.css"><link rel="stylesheet" href="../samples.css">

The shopper app and the console take every colour, size, distance and duration from one file, \`web/packages/ui/tokens/tokens.json\`.
\`node web/packages/ui/tokens/build.mjs\` writes from it what each of them reads:

| Reader | File | How |
|---|---|---|
| Console, any web page | \`tokens.css\` | custom properties on \`:root\`; \`data-theme="dark"\` or \`"light"\` on any element chooses a look, without it the system does |
| Shopper app (H5 and mini-program) | \`_tokens.scss\` | mixins, because a mini-program keeps its variables on \`page\` |
| Native title and tab bars | \`theme.json\` | the same colours, as the framework wants them |
| This page | \`docs/design/tokens.css\` | the samples below are drawn by it, not by a copy |

Rules: no colour, size or duration in a component that is not a token. A text and its ground are a pair of the list under
[contrast](#contrast); a pair that is missing there is added first, and the test decides whether it may exist.

`

/** What each group of colours is for. */
const GROUPS = {
  ground: ['Grounds', 'From the desk behind the app to what lies on top. `fill` is a quiet area inside a surface, `scrim` darkens what lies behind a sheet, `shade` carries a few words on a picture.'],
  ink: ['Ink', 'Three levels of text: what one reads, what explains it, what may be missed. There is no fourth.'],
  accent: ['Accent and price', 'One colour that says "here": the main action, the price, where the keyboard stands. Twice on a screen is a choice, five times is noise.'],
  brand: ['Brand', 'Leaf and gold, and the three dumplings on their stick.'],
  state: ['States', 'Each with a ground to stand on and a line around it. Never the colour alone: always with a word or a sign.'],
  chart: ['Chart series', 'In this order. At least 3:1 on a surface, and told apart by people who see red and green alike.'],
}
const SCALES = {
  type: 'Type', space: 'Distance', radius: 'Radius', control: 'Height of what one touches', motion: 'Motion', layer: 'Layers',
}

const both = (inside) => `<div class="tz-pair">${['light', 'dark'].map((look) => `<div class="tz-look" data-theme="${look}"><small>${look}</small>${inside(look)}</div>`).join('')}</div>\n\n`

function colours(tokens, group) {
  const chips = (look) => Object.entries(tokens[look][group]).map(([name, value]) => `<div class="tz-chip"><i style="background:var(--${name})"></i><b>${name}</b><code>${value}</code></div>`).join('')
  const [title, text] = GROUPS[group]
  return `### ${title}\n\n${text}\n\n${both((look) => `<div class="tz-chips">${chips(look)}</div>`)}`
}

const SAMPLE = {
  type: (name) => (name.startsWith('t-') ? `<span style="font-size:var(--${name});line-height:1.3">当季 Fresh ¥19.90</span>` : name.startsWith('w-') ? `<span style="font-weight:var(--${name})">新鲜到家 In season</span>` : name.startsWith('font') ? `<span style="font-family:var(--${name})">团子 Tuanzi 0123</span>` : ''),
  space: (name) => `<i class="tz-bar" style="width:var(--${name})"></i>`,
  radius: (name) => `<i class="tz-box" style="border-radius:var(--${name})"></i>`,
  control: (name) => `<i class="tz-box" style="height:var(--${name});width:96px;border-radius:8px"></i>`,
  motion: (name) => (name.startsWith('ease') ? `<i class="tz-run" style="transition:left 420ms var(--${name})"></i>` : `<i class="tz-run" style="transition:left var(--${name}) var(--ease)"></i>`),
  layer: () => '',
}

function scale(tokens, group) {
  const rows = Object.entries(tokens.scale[group]).map(([name, value]) => `<tr><td><code>--${name}</code></td><td>${name === 'font' ? 'the system\'s own, Chinese first' : value}</td><td>${SAMPLE[group](name)}</td></tr>`).join('')
  const say = { motion: '\n\nPoint at a row to see it. `prefers-reduced-motion` sets every duration to nothing.', control: '\n\nA finger needs 44 px even where the eye sees less; the console, used with a mouse, takes the first two.' }[group] ?? ''
  return `### ${SCALES[group]}${say}\n\n<div class="tz-scale" data-theme="light"><table>${rows}</table></div>\n\n`
}

function pairs(tokens, kind, least) {
  const value = (look, name) => Object.assign({}, ...Object.values(tokens[look]))[name]
  const cell = (look, text, ground) => `<span class="tz-on" style="color:var(--${text});background:var(--${ground})">${text} on ${ground} <b>${contrast(value(look, text), value(look, ground)).toFixed(1)}</b></span>`
  const all = Object.entries(tokens.pairs[kind]).flatMap(([text, grounds]) => grounds.map((ground) => [text, ground]))
  return `${kind === 'text' ? 'Text' : 'Marks (lines of charts, the ring of the keyboard)'}: at least ${least}:1.\n\n${both((look) => `<div class="tz-ons">${all.map(([text, ground]) => cell(look, text, ground)).join('')}</div>`)}`
}

const USED = `## In use

The parts as both clients build them, from nothing but the tokens.

`
const CARD = `<div class="tz-card"><i class="tz-photo"></i><b>普罗旺斯番茄 5 斤</b><small>自然成熟，皮薄多汁</small><div><em>3 人团</em><strong>¥<big>29</big>.90</strong><s>¥36.80</s></div></div>`
const FORM = `<div class="tz-parts"><span class="tz-button">发起拼团</span><span class="tz-button tz-button--soft">单独购买</span><span class="tz-button tz-button--line">取消</span><span class="tz-tag" data-state="success">已成团</span><span class="tz-tag" data-state="warning">待成团</span><span class="tz-tag" data-state="danger">退款失败</span><span class="tz-tag" data-state="info">待发货</span><div class="tz-shadows"><span style="box-shadow:var(--shadow-1)">shadow-1</span><span style="box-shadow:var(--shadow-2)">shadow-2</span><span style="box-shadow:var(--shadow-3)">shadow-3</span></div></div>`

export function samplesPage(tokens) {
  return [
    INTRO,
    '## Colours\n\n',
    ...Object.keys(GROUPS).map((group) => colours(tokens, group)),
    '## Contrast\n\nEvery pair that may be used; the figure is the contrast by WCAG 2, and a test fails below the least.\n\n',
    pairs(tokens, 'text', 4.5),
    pairs(tokens, 'mark', 3),
    '## Scales\n\n',
    ...Object.keys(SCALES).map((group) => scale(tokens, group)),
    USED,
    both(() => `<div class="tz-used">${CARD}${FORM}</div>`),
  ].join('').trimEnd() + '\n'
}
