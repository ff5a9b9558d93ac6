/** A drawing of the server as the address of a picture. Made to stand inside HTML, it lacks the namespace that a picture needs. */
export function svgAddress(svg: string): string {
  const whole = /^<svg[^>]*\sxmlns=/.test(svg) ? svg : svg.replace(/^<svg/, '<svg xmlns="http://www.w3.org/2000/svg"')
  return `data:image/svg+xml,${encodeURIComponent(whole)}`
}
