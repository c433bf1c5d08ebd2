import type { Stream } from "@libp2p/interface"
import type { NodeId } from "@sextant/wire/l2Event"

/** What lives on one stream and knows whether that stream still lives. */
export type OnStream = { readonly isOpen: () => boolean; readonly close: () => void }

export type OpenStreams<T extends OnStream> = {
  /** The one for this peer and protocol, opened when there is none. */
  readonly get: (to: NodeId, protocol: string) => Promise<T>
  /** The one that is open now. */
  readonly peek: (to: NodeId, protocol: string) => T | undefined
  readonly closeAll: () => void
}

/** Keeps one long-lived stream per peer and protocol: opening one costs more than ten requests on it. */
export function createOpenStreams<T extends OnStream>(
  open: (to: NodeId, protocol: string) => Promise<Stream>,
  wrap: (stream: Stream) => T,
): OpenStreams<T> {
  const ready = new Map<string, T>()
  const opening = new Map<string, Promise<T>>()
  const keyOf = (to: NodeId, protocol: string) => `${to} ${protocol}`

  const peek = (to: NodeId, protocol: string) => {
    const key = keyOf(to, protocol)
    const found = ready.get(key)
    if (found?.isOpen()) return found
    ready.delete(key)
    return undefined
  }
  return {
    peek,
    async get(to, protocol) {
      const found = peek(to, protocol)
      if (found !== undefined) return found
      const key = keyOf(to, protocol)
      const pending = opening.get(key)
      if (pending !== undefined) return pending
      const started = open(to, protocol)
        .then((stream) => {
          const wrapped = wrap(stream)
          ready.set(key, wrapped)
          return wrapped
        })
        .finally(() => opening.delete(key))
      opening.set(key, started)
      return started
    },
    closeAll() {
      for (const one of ready.values()) one.close()
      ready.clear()
    },
  }
}
