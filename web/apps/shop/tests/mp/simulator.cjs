// Boots the built mini-program in jsdom through miniprogram-simulate: one process, one running app.
const path = require('node:path')
const { JSDOM } = require('jsdom')

const BROWSER = ['document', 'Event', 'CustomEvent', 'Node', 'Element', 'HTMLElement', 'MutationObserver', 'TouchEvent']
const SETTLE_MS = 80

/** The parts of `wx` that the app touches. `answer(request)` plays the server: { status, body }. */
function phone(calls, answer, kept) {
  const store = new Map(Object.entries(kept))
  const query = () => {
    const q = { in: () => q, select: () => q, selectAll: () => q, boundingClientRect: (f) => ((q.f = f), q), exec: (f) => { const box = { width: 100, height: 40, top: 0, left: 0 }; q.f?.(box); f?.([box]) } }
    return q
  }
  const observer = () => { const o = { relativeToViewport: () => o, relativeTo: () => o, observe: () => o, disconnect() {} }; return o }
  const done = (o, value) => { o?.success?.(value ?? {}); o?.complete?.(value ?? {}) }
  const screen = { pixelRatio: 2, windowWidth: 390, windowHeight: 750, screenWidth: 390, screenHeight: 844, statusBarHeight: 44, safeArea: {} }
  return {
    getAppBaseInfo: () => ({ language: 'zh_CN', SDKVersion: '3.8.0', theme: 'light' }), getWindowInfo: () => screen,
    getDeviceInfo: () => ({ brand: 'Apple', model: 'iPhone 14', platform: 'ios', system: 'iOS 17' }), getSystemInfoSync: () => ({ ...screen, brand: 'Apple', model: 'iPhone 14', system: 'iOS 17', platform: 'ios', SDKVersion: '3.8.0', version: '8.0.5', language: 'zh_CN' }),
    getMenuButtonBoundingClientRect: () => ({ top: 48, left: 296, right: 383, bottom: 80, width: 87, height: 32 }), getAccountInfoSync: () => ({ miniProgram: { appId: 'touristappid' } }),
    onAppShow() {}, onAppHide() {}, onNetworkStatusChange() {}, getNetworkType: (o) => done(o, { networkType: 'wifi' }), nextTick: (f) => setTimeout(f, 0),
    navigateTo: (o) => { calls.nav.push(o.url); done(o) }, redirectTo: (o) => { calls.nav.push(o.url); done(o) }, switchTab: (o) => { calls.nav.push(o.url); done(o) },
    showToast: (o) => { calls.toast.push(o.title); done(o) }, setNavigationBarTitle: (o) => { calls.title.push(o.title); done(o) }, setTabBarItem: (o) => { calls.tabs[o.index] = o.text; done(o) }, setTabBarBadge: done, removeTabBarBadge: done,
    connectSocket: () => ({ onOpen() {}, onMessage() {}, onClose() {}, onError() {}, send() {}, close() {} }),
    request: (o) => {
      calls.request.push(o)
      const { status, body } = answer(o)
      setTimeout(() => o.success?.({ statusCode: status, data: body, header: { Date: new Date().toUTCString() } }), 1)
      return { abort() {} }
    },
    getStorageSync: (k) => store.get(k) ?? '', setStorageSync: (k, v) => void store.set(k, v), removeStorageSync: (k) => void store.delete(k), stopPullDownRefresh() {}, hideKeyboard() {},
    onNeedPrivacyAuthorization: (ask) => void calls.privacy.push(ask), openPrivacyContract: (o) => { calls.nav.push('privacy-guide'); done(o) }, setClipboardData: (o) => { calls.copied.push(o.data); done(o) },
    createSelectorQuery: query, createIntersectionObserver: observer,
  }
}

/** `kept` is what the phone remembers from before, by key. */
function boot(root, answer, kept = {}) {
  const dom = new JSDOM('<!doctype html><body></body>', { url: 'https://mp.test/', pretendToBeVisual: true })
  global.window = dom.window
  for (const name of BROWSER) if (dom.window[name]) global[name] = dom.window[name]
  const simulate = require('miniprogram-simulate')
  const calls = { nav: [], toast: [], title: [], tabs: [], request: [], privacy: [], copied: [] }
  const pages = []
  let app
  global.App = (options) => (app = options)
  global.Page = () => { throw new Error('the pages of this app are components') }
  global.getApp = () => app
  global.getCurrentPages = () => pages
  Object.assign(global.wx, phone(calls, answer, kept))
  require(path.join(root, 'app.js'))
  app.onLaunch?.({ path: 'pages/home/index', query: {}, scene: 1001 })

  async function open(route, query = {}) {
    const comp = simulate.render(simulate.load(path.join(root, route), 'main', { rootPath: root, compiler: 'official' }))
    const page = comp.instance
    Object.assign(page, { route, options: query })
    pages.push(page)
    const host = dom.window.document.createElement('div')
    dom.window.document.body.appendChild(host)
    comp.attach(host)
    page.onLoad?.(query)
    page.onShow?.()
    page.onReady?.()
    await simulate.sleep(SETTLE_MS * 2)
    const tap = async (el) => {
      const touch = { identifier: 1, pageX: 1, pageY: 1, clientX: 1, clientY: 1 }
      for (const kind of ['touchstart', 'touchend']) {
        const event = new dom.window.CustomEvent(kind, { bubbles: true, cancelable: true })
        Object.assign(event, { touches: kind === 'touchstart' ? [touch] : [], changedTouches: [touch] })
        el.dispatchEvent(event)
      }
      await simulate.sleep(SETTLE_MS)
    }
    return {
      text: () => comp.dom.textContent.replace(/\s+/g, ' ').trim(),
      find: (selector, words) => [...comp.dom.querySelectorAll(selector)].filter((e) => !words || e.textContent.includes(words)),
      tap,
      sleep: simulate.sleep,
      close: () => { comp.detach(); pages.splice(pages.indexOf(page), 1) },
    }
  }
  return { open, calls }
}

module.exports = { boot }
