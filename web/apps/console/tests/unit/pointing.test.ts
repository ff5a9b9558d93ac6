import { afterEach, describe, expect, it } from 'vitest'
import { pointTruly } from '@/kit/pointing'

const settled = () => new Promise((done) => setTimeout(done))
let end = () => {}

function field(id: string) {
  document.body.innerHTML = `<input aria-activedescendant="${id}"><div></div>`
  end = pointTruly()
  return document.querySelector('input')!
}

describe('what a field points at', () => {
  afterEach(() => end())

  it('is left alone when it is there', () => {
    document.body.innerHTML = '<input aria-activedescendant="here"><ul><li id="here"></li></ul>'
    end = pointTruly()
    expect(document.querySelector('input')!.getAttribute('aria-activedescendant')).toBe('here')
  })

  it('is pointed at only once it has come, and no longer when it has gone', async () => {
    const input = field('late')
    expect(input.hasAttribute('aria-activedescendant')).toBe(false)
    document.querySelector('div')!.innerHTML = '<p id="late"></p>'
    await settled()
    expect(input.getAttribute('aria-activedescendant')).toBe('late')
    document.querySelector('div')!.innerHTML = ''
    await settled()
    expect(input.hasAttribute('aria-activedescendant')).toBe(false)
  })

  it('is judged for a field that comes later, and when a field points elsewhere', async () => {
    field('')
    document.querySelector('div')!.innerHTML = '<input id="second" aria-activedescendant="nowhere"><p id="there"></p>'
    await settled()
    const second = document.querySelector('#second')!
    expect(second.hasAttribute('aria-activedescendant')).toBe(false)
    second.setAttribute('aria-activedescendant', 'there')
    await settled()
    expect(second.getAttribute('aria-activedescendant')).toBe('there')
  })
})
