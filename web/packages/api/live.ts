/** A socket as the platform gives it (uni.connectSocket or a test's own). */
export interface Socket { send(text: string): void; close(): void }
export interface SocketEvents { open(): void; message(text: string): void; close(): void }
export type Connect = (events: SocketEvents) => Socket
export interface LiveMessage { topic: string; event: string; data: Record<string, unknown> }
export type Listener = (message: LiveMessage) => void

const RETRY_FIRST_MS = 1_000
const RETRY_MAX_MS = 30_000
/** The server pings every 25 s; silence of more than twice that means a dead line. */
const SILENCE_MS = 60_000

/** Doubling delay with up to 50 % jitter, so that a restarted server is not met by everybody at once. */
export function retryDelay(attempt: number, random: number): number {
  return Math.round(Math.min(RETRY_MAX_MS, RETRY_FIRST_MS * 2 ** attempt) * (0.5 + random / 2))
}

/** One socket for all topics of the app: opens with the first listener, closes with the last, comes back by itself. */
export class Live {
  private listeners = new Map<string, Set<Listener>>()
  private socket: Socket | null = null
  private ready = false
  private attempt = 0
  private retry: ReturnType<typeof setTimeout> | null = null
  private watchdog: ReturnType<typeof setTimeout> | null = null

  constructor(private connect: Connect, private token: () => string | null) {}

  /** Returns the function that ends the subscription. After a reconnection `listener` gets event "reconnected": read afresh. */
  on(topic: string, listener: Listener): () => void {
    let set = this.listeners.get(topic)
    if (!set) {
      set = new Set()
      this.listeners.set(topic, set)
    }
    set.add(listener)
    if (!this.socket && !this.retry) this.open()
    else if (this.ready && set.size === 1) this.subscribe([topic])
    return () => this.off(topic, listener)
  }

  private off(topic: string, listener: Listener): void {
    const set = this.listeners.get(topic)
    set?.delete(listener)
    if (set?.size !== 0) return
    this.listeners.delete(topic)
    if (this.listeners.size === 0) this.stop()
    else if (this.ready) this.socket?.send(JSON.stringify({ unsubscribe: [topic] }))
  }

  private stop(): void {
    if (this.retry) clearTimeout(this.retry)
    if (this.watchdog) clearTimeout(this.watchdog)
    this.retry = this.watchdog = null
    const socket = this.socket
    this.socket = null
    this.ready = false
    this.attempt = 0
    socket?.close()
  }

  private open(): void {
    const mine: { socket: Socket | null } = { socket: null }
    const current = () => this.socket === mine.socket
    mine.socket = this.connect({
      open: () => {
        if (!current()) return
        this.ready = true
        this.subscribe([...this.listeners.keys()])
        if (this.attempt > 0) for (const topic of this.listeners.keys()) this.emit({ topic, event: 'reconnected', data: {} })
        this.attempt = 0
        this.watch()
      },
      message: (text) => current() && this.receive(text),
      close: () => current() && this.again(),
    })
    this.socket = mine.socket
  }

  private subscribe(topics: string[]): void {
    this.socket?.send(JSON.stringify({ subscribe: topics, token: this.token() }))
  }

  private receive(text: string): void {
    this.watch()
    let message: Partial<LiveMessage>
    try {
      message = JSON.parse(text) as Partial<LiveMessage>
    } catch {
      return
    }
    if (message.topic && message.event) this.emit({ topic: message.topic, event: message.event, data: message.data ?? {} })
  }

  private emit(message: LiveMessage): void {
    for (const listener of [...(this.listeners.get(message.topic) ?? [])]) listener(message)
  }

  private watch(): void {
    if (this.watchdog) clearTimeout(this.watchdog)
    this.watchdog = setTimeout(() => {
      const socket = this.socket
      this.again()
      socket?.close()
    }, SILENCE_MS)
  }

  private again(): void {
    if (this.watchdog) clearTimeout(this.watchdog)
    this.socket = null
    this.ready = false
    if (this.listeners.size === 0) return
    this.retry = setTimeout(() => {
      this.retry = null
      if (this.listeners.size) this.open()
    }, retryDelay(this.attempt++, Math.random()))
  }
}
