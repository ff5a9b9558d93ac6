// Static checks over a built mini-program: node tools/check-mp.mjs <folder>. Needs no WeChat tools:
// Tencent's own template and style compilers come with miniprogram-compiler.
import { spawnSync } from 'node:child_process'
import { chmodSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, posix, relative, resolve } from 'node:path'

const root = resolve(process.argv[2] ?? 'dist/build/mp-weixin')
const PACKAGE_MAX = 2 * 1024 * 1024
const TOTAL_MAX = 20 * 1024 * 1024
const NATIVE = new Set(
  'view text image icon button input textarea label form checkbox checkbox-group radio radio-group switch slider picker picker-view picker-view-column swiper swiper-item scroll-view movable-area movable-view cover-view cover-image video audio camera live-player live-pusher map canvas web-view navigator rich-text progress block template import include wxs slot page-meta navigation-bar root-portal page-container'.split(' '),
)
/** What touches personal data: with any of these the privacy check must be on. */
const PRIVATE = /\b(setClipboardData|getClipboardData|chooseImage|chooseMedia|saveImageToPhotosAlbum|chooseAddress|getLocation|chooseLocation|chooseInvoiceTitle)\b/
/** These need an entry of their own in app.json besides. */
const LOCATED = ['getLocation', 'chooseLocation', 'choosePoi', 'chooseAddress', 'onLocationChange', 'startLocationUpdate']
const BAR_KEYS = new Set('navigationBarTitleText navigationStyle navigationBarTextStyle navigationBarBackgroundColor backgroundColor backgroundTextStyle enablePullDownRefresh onReachBottomDistance usingComponents component disableScroll pageOrientation componentPlaceholder styleIsolation'.split(' '))
const problems = []
const read = (file) => readFileSync(join(root, file), 'utf8')
const files = readdirSync(root, { recursive: true, withFileTypes: true }).filter((e) => e.isFile()).map((e) => relative(root, join(e.parentPath ?? e.path, e.name)))
const known = new Set(files)
const app = JSON.parse(read('app.json'))
const subs = app.subPackages ?? app.subpackages ?? []
const home = (file) => subs.find((s) => file.startsWith(`${s.root.replace(/\/$/, '')}/`))?.root ?? 'main'
const reachable = (from, to) => home(to) === 'main' || home(to) === home(from)

function checkPages() {
  const pages = [...app.pages, ...subs.flatMap((s) => s.pages.map((p) => posix.join(s.root, p)))]
  for (const page of pages) for (const end of ['.js', '.json', '.wxml']) if (!known.has(page + end)) problems.push(`page file missing: ${page}${end}`)
  for (const tab of app.tabBar?.list ?? []) for (const key of ['iconPath', 'selectedIconPath']) if (!known.has(tab[key])) problems.push(`tab picture missing: ${tab[key]}`)
  return pages
}

/** Every tag in use is native or declared, and every declaration leads to a file this package may load. */
function checkComponents(pages) {
  const seen = new Set()
  const queue = [...pages]
  while (queue.length) {
    const page = queue.shift()
    if (seen.has(page) || !known.has(`${page}.json`)) continue
    seen.add(page)
    const config = JSON.parse(read(`${page}.json`))
    const uses = { ...app.usingComponents, ...config.usingComponents }
    for (const [tag, ref] of Object.entries(uses)) {
      const target = ref.startsWith('/') ? ref.slice(1) : posix.join(posix.dirname(page), ref)
      if (!known.has(`${target}.json`)) problems.push(`${page}: <${tag}> points at missing ${target}`)
      else if (!reachable(page, target)) problems.push(`${page}: <${tag}> lives in another subpackage (${home(target)})`)
      else queue.push(target)
    }
    if (!known.has(`${page}.wxml`)) continue
    for (const [, tag] of read(`${page}.wxml`).matchAll(/<([a-z][\w-]*)/g)) if (!NATIVE.has(tag) && !(tag in uses)) problems.push(`${page}.wxml: unknown tag <${tag}>`)
  }
}

function checkScripts() {
  const FORBIDDEN = [[/\bnew Function\b|[^.\w]Function\(["'`]/, 'code made at run time'], [/[^.\w]eval\(/, 'eval'], [/[^.\w]import\(/, 'dynamic import'], [/[^.\w]fetch\(/, 'fetch, which does not exist there']]
  for (const file of files.filter((f) => f.endsWith('.js'))) {
    const text = read(file)
    for (const [pattern, what] of FORBIDDEN) if (pattern.test(text)) problems.push(`${file}: ${what}`)
    for (const [, ref] of text.matchAll(/require\("(\.[^"]+)"\)/g)) {
      const joined = posix.join(posix.dirname(file), ref)
      const target = joined.endsWith('.js') ? joined : `${joined}.js`
      if (!known.has(target)) problems.push(`${file}: requires missing ${target}`)
      else if (!reachable(file, target)) problems.push(`${file}: requires into subpackage ${home(target)}`)
    }
  }
}

function checkStyles() {
  for (const file of files.filter((f) => f.endsWith('.wxss'))) for (const [, host] of read(file).matchAll(/url\(\s*["']?((?:https?:)?\/\/[^)"']+)/g)) problems.push(`${file}: loads ${host.slice(0, 60)}`)
}

function sizes() {
  const size = { main: 0, ...Object.fromEntries(subs.map((s) => [s.root, 0])) }
  for (const file of files) size[home(file)] += statSync(join(root, file)).size
  const total = Object.values(size).reduce((a, b) => a + b, 0)
  for (const [name, bytes] of Object.entries(size)) if (bytes > PACKAGE_MAX) problems.push(`package ${name} has ${bytes} bytes, more than 2 MiB`)
  if (total > TOTAL_MAX) problems.push(`all packages have ${total} bytes, more than 20 MiB`)
  return { ...size, total }
}

function compile() {
  const bin = join(dirname(createRequire(import.meta.url).resolve('miniprogram-compiler/package.json')), 'bin', process.platform === 'linux' ? 'linux' : 'mac')
  for (const tool of ['wcc', 'wcsc']) chmodSync(join(bin, tool), 0o755)
  const wcc = spawnSync(join(bin, 'wcc'), ['-o', '/dev/null', ...files.filter((f) => /\.(wxml|wxs)$/.test(f))], { cwd: root, encoding: 'utf8' })
  if (wcc.status || wcc.stderr.trim()) problems.push(`wcc: ${(wcc.stderr || wcc.stdout).trim().slice(0, 600)}`)
  for (const file of files.filter((f) => f.endsWith('.wxss'))) {
    const wcsc = spawnSync(join(bin, 'wcsc'), [file, '-o', '/dev/null'], { cwd: root, encoding: 'utf8' })
    if (wcsc.status) problems.push(`wcsc ${file}: ${(wcsc.stderr + wcsc.stdout).trim().slice(0, 200)}`)
  }
}

/** Each page: its own json says only what WeChat knows, it has a title, and it can ask before personal data is touched. */
function checkPrivacyAndBars(pages) {
  const touches = files.some((f) => f.endsWith('.js') && PRIVATE.test(read(f)))
  if (touches && app.__usePrivacyCheck__ !== true) problems.push('app.json: personal data is touched, so __usePrivacyCheck__ must be true')
  for (const name of LOCATED) if (!app.requiredPrivateInfos?.includes(name) && files.some((f) => f.endsWith('.js') && new RegExp(`\\b(wx|index|common_vendor\\.index)\\.${name}\\(`).test(read(f)))) problems.push(`app.json: requiredPrivateInfos lacks ${name}`)
  for (const page of pages) {
    const config = JSON.parse(read(`${page}.json`))
    for (const key of Object.keys(config)) if (!BAR_KEYS.has(key)) problems.push(`${page}.json: unknown key ${key}`)
    if (!config.navigationBarTitleText) problems.push(`${page}.json: no title`)
    const wxml = read(`${page}.wxml`)
    if (!wxml.includes('<web-view') && !wxml.includes('<tz-privacy')) problems.push(`${page}.wxml: cannot ask before personal data is touched`)
  }
}

/** WeChat takes the member's word from a button of its own kind only, and knows it by its id. */
function checkPrivacyButton() {
  const [button] = read('components/tz-privacy.wxml').match(/<button[^>]*open-type="agreePrivacyAuthorization"[^>]*>/) ?? []
  if (!button || !/\bid=/.test(button) || !/\bbindagreeprivacyauthorization=/.test(button)) problems.push('components/tz-privacy.wxml: no button to agree that WeChat would take')
}

/** A view that can be tapped tells the reader of the screen what it is. */
function checkRoles() {
  for (const file of files.filter((f) => f.endsWith('.wxml') && !f.includes('node-modules') && !f.includes('uni_modules')))
    for (const [tag] of read(file).matchAll(/<view\b[^>]*\bbindtap=[^>]*>/g)) if (!/\baria-role=/.test(tag) && !/catchtap/.test(tag)) problems.push(`${file}: a view to tap without a role: ${tag.slice(0, 90)}`)
}

const pages = checkPages()
checkPrivacyAndBars(pages)
checkPrivacyButton()
checkRoles()
checkComponents(pages)
checkScripts()
checkStyles()
const size = sizes()
compile()
process.stdout.write(`${JSON.stringify({ pages: pages.length, files: files.length, size, problems: problems.length })}\n`)
for (const line of problems) process.stdout.write(` - ${line}\n`)
process.exit(problems.length ? 1 : 0)
