/** A name the member will recognise in the list of devices. */
export function deviceName(): string {
  let name = ''
  // #ifdef H5
  const ua = navigator.userAgent
  const browser = /Edg\//.test(ua) ? 'Edge' : /MicroMessenger/.test(ua) ? 'WeChat' : /Firefox/.test(ua) ? 'Firefox' : /Chrome/.test(ua) ? 'Chrome' : /Safari/.test(ua) ? 'Safari' : 'Browser'
  const system = /iPhone|iPad/.test(ua) ? 'iOS' : /Android/.test(ua) ? 'Android' : /Mac OS/.test(ua) ? 'macOS' : /Windows/.test(ua) ? 'Windows' : 'Linux'
  name = `${browser} · ${system}`
  // #endif
  // #ifdef MP-WEIXIN
  const info = uni.getDeviceInfo()
  name = `${info.brand ?? ''} ${info.model ?? ''}`.trim()
  // #endif
  return name.slice(0, 60)
}
