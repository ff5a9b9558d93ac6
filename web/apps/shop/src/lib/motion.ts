/** True when the person asked the device for less motion. A mini-program is not told; CSS there knows by itself. */
export function isCalm(): boolean {
  let calm = false
  // #ifdef H5
  calm = matchMedia('(prefers-reduced-motion: reduce)').matches
  // #endif
  return calm
}
