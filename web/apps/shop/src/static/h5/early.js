/* Runs beside the app's own script while that is still on its way, and asks at once for what the page will ask first.
   The app takes the answer from `window.tzEarly` (src/lib/early.ts). Plain script of its own: the content policy allows none inside the page. */
;(function () {
  if (!window.fetch || !window.URLSearchParams) return
  var at = location.hash.replace(/^#/, '').split('?')
  var id = new URLSearchParams(at[1] || '').get('id')
  var path = /^(|\/|\/pages\/home\/index)$/.test(at[0]) ? '/home' : at[0] === '/pkg-goods/product/index' && id ? '/products/' + encodeURIComponent(id) : ''
  if (!path) return
  var language = navigator.language
  try {
    language = JSON.parse(localStorage.getItem('tz.language')).data
  } catch {
    // Nothing kept, or nothing may be read: the browser's own language is right.
  }
  var url = '/api/v1/shop' + path
  var answer = fetch(url, { headers: { 'Accept-Language': /^en/i.test(language) ? 'en' : 'zh-CN' } })
    .then(function (response) {
      if (!response.ok) return null
      return response.json().then(function (body) {
        // The picture that is seen first.
        var first = body.banners ? body.banners[0] && body.banners[0].picture : body.pictures && body.pictures[0]
        if (first) new Image().src = body.banners ? first.medium : first.large
        return { status: response.status, body: body }
      })
    })
    .catch(function () {
      return null
    })
  window.tzEarly = { url: url, answer: answer }
})()
