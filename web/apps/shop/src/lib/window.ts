/** Height of the status bar and place of the mini-program's capsule, for pages that draw their own title bar. */
export interface BarMetrics { top: number; height: number; right: number }

export function barMetrics(): BarMetrics {
  let metrics: BarMetrics = { top: 0, height: 44, right: 0 }
  // #ifdef MP-WEIXIN
  const info = uni.getWindowInfo()
  const capsule = uni.getMenuButtonBoundingClientRect?.()
  metrics = {
    top: info.statusBarHeight ?? 20,
    height: capsule ? (capsule.top - (info.statusBarHeight ?? 20)) * 2 + capsule.height : 44,
    right: capsule ? info.windowWidth - capsule.left : 96,
  }
  // #endif
  return metrics
}
