import type { DefineComponent } from 'vue'

// The one piece of the component kit in use. Its own declarations would put its whole source under our stricter compiler options.
interface PopupProps {
  modelValue: boolean
  position?: 'bottom' | 'center' | 'top'
  zIndex?: number
  customStyle?: string
  lockScroll?: boolean
  closeOnClickModal?: boolean
}
declare module 'vue' {
  interface GlobalComponents {
    WdPopup: DefineComponent<PopupProps>
  }
}
export {}
