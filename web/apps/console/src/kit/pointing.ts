const POINTER = 'aria-activedescendant'

/**
 * Fields point only at what is there. Element Plus lets a select name its current option while the list, or the branch of the
 * tree, that holds it is not drawn: a screen reader is sent nowhere. The pointer waits until its option has come. Returns the end.
 */
export function pointTruly(root: HTMLElement = document.body): () => void {
  const waiting = new Map<Element, string>()

  function look() {
    for (const field of root.querySelectorAll(`[${POINTER}]`)) {
      // Whoever points anew has forgotten what was waiting.
      waiting.delete(field)
      const id = field.getAttribute(POINTER)
      if (!id || document.getElementById(id)) continue
      field.removeAttribute(POINTER)
      waiting.set(field, id)
    }
    for (const [field, id] of waiting) {
      if (!field.isConnected) waiting.delete(field)
      else if (document.getElementById(id)) {
        field.setAttribute(POINTER, id)
        waiting.delete(field)
      }
    }
  }

  const observer = new MutationObserver(look)
  observer.observe(root, { subtree: true, childList: true, attributes: true, attributeFilter: [POINTER] })
  look()
  return () => observer.disconnect()
}
