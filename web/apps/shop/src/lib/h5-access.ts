/**
 * What the framework's own parts leave out on H5: landmarks, keys for views that act as controls, names for its pictures, fields and
 * title bar, and a focus that stays inside an open sheet and goes back where it came from.
 */
const PRESSED = new Set(['button', 'link', 'tab', 'radio', 'checkbox', 'switch', 'search'])
const FOCUSABLE = '[tabindex="0"], input:not([disabled]), textarea:not([disabled]), a[href]'
const visible = (el: Element): boolean => el.getClientRects().length > 0
const all = (css: string): HTMLElement[] => Array.from(document.querySelectorAll<HTMLElement>(css))

let dialog: HTMLElement | null = null
let before: Element | null = null

function control(el: HTMLElement, role: string, label = ''): void {
  el.setAttribute('role', role)
  el.tabIndex = 0
  if (label) el.setAttribute('aria-label', label)
}

function name(back: () => string): void {
  // A picture's words are on the view around it.
  all('uni-image img:not([alt])').forEach((el) => el.setAttribute('alt', ''))
  all('.uni-tabbar img:not([alt])').forEach((el) => el.setAttribute('alt', ''))
  all('uni-page-body:not([role])').forEach((el) => el.setAttribute('role', 'main'))
  all('uni-page-head:not([role])').forEach((el) => el.setAttribute('role', 'banner'))
  all('uni-tabbar:not([role])').forEach((el) => el.setAttribute('role', 'navigation'))
  all('.uni-page-head__title:not([role])').forEach((el) => {
    el.setAttribute('role', 'heading')
    el.setAttribute('aria-level', '1')
  })
  all('uni-switch[aria-label]').forEach((el) => {
    if (!el.hasAttribute('role')) control(el, 'switch')
    el.setAttribute('aria-checked', String(el.querySelector('.uni-switch-input-checked') !== null))
  })
  all('.uni-tabbar__item:not([role])').forEach((el) => control(el, 'link'))
  all('.uni-page-head-btn:not([role])').forEach((el) => control(el, 'button', back()))
  all('.uni-modal__btn:not([role])').forEach((el) => control(el, 'button'))
  all('.uni-modal:not([role])').forEach((el) => el.setAttribute('role', 'dialog'))
  all('.uni-sample-toast:not([role]), .uni-toast:not([role])').forEach((el) => el.setAttribute('role', 'alert'))
  all('uni-input[aria-label], uni-textarea[aria-label]').forEach((el) => {
    el.querySelector('input, textarea')?.setAttribute('aria-label', el.getAttribute('aria-label') ?? '')
  })
}

/** What scrolls inside a sheet must be reached with the keyboard. */
function reach(inside: HTMLElement): void {
  inside.querySelectorAll<HTMLElement>('.uni-scroll-view').forEach((el) => {
    if (el.scrollHeight > el.clientHeight + 1 && getComputedStyle(el).overflowY === 'auto') el.tabIndex = 0
    else el.removeAttribute('tabindex')
  })
}

function follow(): void {
  const shown = all('[role="dialog"]').filter(visible).pop() ?? null
  if (shown) reach(shown)
  if (shown === dialog) return
  if (shown) {
    before ??= document.activeElement
    shown.tabIndex = -1
    shown.focus({ preventScroll: true })
  } else {
    if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true })
    before = null
  }
  dialog = shown
}

function keep(e: KeyboardEvent, inside: HTMLElement): void {
  const stops = Array.from(inside.querySelectorAll<HTMLElement>(FOCUSABLE)).filter(visible)
  const first = stops[0]
  const last = stops[stops.length - 1]
  if (!first || !last) return
  const at = document.activeElement
  const out = !inside.contains(at) || at === inside
  if (e.shiftKey ? at === first || out : at === last || out) {
    e.preventDefault()
    ;(e.shiftKey ? last : first).focus()
  }
}

function press(e: KeyboardEvent): void {
  const el = document.activeElement
  if (e.key === 'Tab' && dialog) keep(e, dialog)
  else if (e.key === 'Escape' && dialog) dialog.querySelector<HTMLElement>('[data-testid="sheet-close"], .uni-modal__btn_default')?.click()
  else if ((e.key === 'Enter' || e.key === ' ') && el instanceof HTMLElement && PRESSED.has(el.getAttribute('role') ?? '')) {
    e.preventDefault()
    el.click()
  }
}

/** `back` names the title bar's arrow in the shopper's language. */
export function watchAccess(back: () => string): void {
  let waiting = false
  const look = () => {
    waiting = false
    name(back)
    follow()
  }
  document.addEventListener('keydown', press)
  new MutationObserver(() => {
    if (waiting) return
    waiting = true
    requestAnimationFrame(look)
  }).observe(document.body, { childList: true, subtree: true, attributes: true, attributeFilter: ['style', 'class'] })
}
