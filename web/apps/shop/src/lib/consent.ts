import { load, save } from './storage'

/** Whether this phone's shopper agreed that what they do is kept under their name. Given with the privacy policy at sign-in, taken back in the settings. */
export const hasConsent = (): boolean => load<boolean>('consent') === true
export const setConsent = (yes: boolean): void => save('consent', yes ? true : null)
