// Drawn still lifes for the mock's products: enough shape and colour to judge a layout by, without a single photograph.
const HUES = { persimmon: ['#f9c9a5', '#e8743b'], tea: ['#d7e2c0', '#6d8b4a'], bean: ['#ead9c4', '#8a5a33'], berry: ['#f6cfd3', '#c9475a'], honey: ['#fbe4ad', '#d99a1c'], rice: ['#f0ebe0', '#b9a78b'], sea: ['#cfe4e6', '#3f7f8c'], plum: ['#e4d5ea', '#7d558f'] }
const KINDS = {
  fruit: (d) => `<g>${[[250, 420, 120], [420, 470, 135], [560, 400, 110], [370, 320, 100]].map(([x, y, r]) => `<circle cx="${x}" cy="${y}" r="${r}" fill="${d}"/><ellipse cx="${x - r * 0.3}" cy="${y - r * 0.35}" rx="${r * 0.3}" ry="${r * 0.2}" fill="#fff" opacity=".35"/><path d="M${x} ${y - r}q10-40 46-44q-6 40-46 44z" fill="#6d8b4a"/>`).join('')}</g>`,
  cup: (d) => `<g><ellipse cx="400" cy="610" rx="230" ry="34" fill="#000" opacity=".08"/><path d="M230 300h340l-36 270q-6 40-50 40H316q-44 0-50-40z" fill="#fff"/><path d="M245 360h310l-24 190q-6 40-48 40H317q-42 0-48-40z" fill="${d}" opacity=".85"/><ellipse cx="400" cy="300" rx="170" ry="40" fill="#fff"/><ellipse cx="400" cy="302" rx="150" ry="30" fill="${d}"/></g>`,
  box: (d) => `<g><ellipse cx="400" cy="640" rx="250" ry="30" fill="#000" opacity=".08"/><rect x="200" y="250" width="400" height="380" rx="28" fill="#fff"/><rect x="200" y="250" width="400" height="120" rx="28" fill="${d}"/><rect x="270" y="440" width="260" height="24" rx="12" fill="${d}" opacity=".55"/><rect x="310" y="490" width="180" height="20" rx="10" fill="${d}" opacity=".35"/></g>`,
  jar: (d) => `<g><ellipse cx="400" cy="650" rx="180" ry="26" fill="#000" opacity=".08"/><rect x="290" y="170" width="220" height="70" rx="16" fill="#a9743f"/><rect x="260" y="230" width="280" height="410" rx="56" fill="${d}"/><rect x="260" y="360" width="280" height="160" fill="#fff" opacity=".92"/><circle cx="400" cy="440" r="46" fill="${d}"/><rect x="290" y="260" width="24" height="340" rx="12" fill="#fff" opacity=".3"/></g>`,
  dango: () => `<g transform="rotate(-28 400 400)"><rect x="120" y="390" width="580" height="18" rx="9" fill="#a9743f"/><circle cx="270" cy="400" r="100" fill="#8fb36b"/><circle cx="420" cy="400" r="100" fill="#fff3e2"/><circle cx="570" cy="400" r="100" fill="#e8795a"/></g>`,
}

export function art(name) {
  const [kind, hue, tall] = name.split('-')
  const [light, deep] = HUES[hue] ?? HUES.rice
  const h = tall ? 960 : 800
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 800 ${h}" width="800" height="${h}"><defs><linearGradient id="g" x1="0" y1="0" x2="1" y2="1"><stop offset="0" stop-color="${light}"/><stop offset="1" stop-color="#fffaf3"/></linearGradient></defs><rect width="800" height="${h}" fill="url(#g)"/><circle cx="640" cy="150" r="210" fill="#fff" opacity=".35"/><g transform="translate(0 ${(h - 800) / 2})">${(KINDS[kind] ?? KINDS.box)(deep)}</g></svg>`
}

export function poster() {
  let bits = ''
  for (let y = 0; y < 21; y += 1) for (let x = 0; x < 21; x += 1) if ((x * 7 + y * 13 + x * y) % 3 === 0 || ((x < 7 || x > 13) && (y < 7) && (x % 6 === 0 || y % 6 === 0))) bits += `<rect x="${470 + x * 8}" y="${820 + y * 8}" width="8" height="8"/>`
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 720 1080" width="720" height="1080"><rect width="720" height="1080" fill="#fffaf3"/><svg x="40" y="40" width="640" height="640">${art('fruit-persimmon')}</svg><text x="48" y="760" font-size="40" font-weight="700" fill="#2a211c" font-family="sans-serif">富平吊柿饼 500g</text><text x="48" y="850" font-size="64" font-weight="800" fill="#c23a1b" font-family="sans-serif">¥29.9</text><text x="48" y="920" font-size="28" fill="#6b5d53" font-family="sans-serif">还差1人，一起拼</text><g fill="#2a211c">${bits}</g></svg>`
}
