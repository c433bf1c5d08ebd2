import type { NodeId } from "@sextant/wire/l2Event"
import type { Clock, Contact, Logger, Random } from "../ports.ts"

export type DialerDeps = {
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  readonly ownNodeId: NodeId
  readonly isConnected: (nodeId: NodeId) => boolean
  readonly dial: (contact: Contact) => Promise<void>
}

export type Dialer = {
  readonly connect: (contact: Contact) => void
  readonly forget: (nodeId: NodeId) => void
  readonly contactOf: (nodeId: NodeId) => Contact | undefined
  readonly onDisconnected: (nodeId: NodeId) => void
  readonly stop: () => void
}

const FIRST_PAUSE_MS = 500
/** After a partition heals, this bounds how long validators stay apart. */
const PAUSE_MS_MAX = 10_000
/** Both ends know each other: the one with the greater id waits, so that they do not dial each other at the same moment. */
const YIELD_MS = 1_500
/** Kept well below the connection limit, so that others can still reach us. */
const CONTACTS_MAX = 256

type Entry = { contact: Contact; failures: number; cancel: (() => void) | undefined; dialling: boolean }

/** Keeps trying to be connected with every contact it was given. Pauses double after each failure, with jitter. */
export function createDialer(deps: DialerDeps): Dialer {
  const entries = new Map<NodeId, Entry>()
  let stopped = false

  const pauseMs = (failures: number) => {
    const fullMs = Math.min(PAUSE_MS_MAX, FIRST_PAUSE_MS * 2 ** Math.max(0, failures - 1))
    return fullMs * (0.75 + ((deps.random.bytes(1)[0] ?? 0) / 255) * 0.5)
  }
  const schedule = (entry: Entry, afterMs: number) => {
    entry.cancel?.()
    entry.cancel = stopped ? undefined : deps.clock.schedule(afterMs, () => void attempt(entry))
  }
  async function attempt(entry: Entry): Promise<void> {
    const { contact } = entry
    if (stopped || entry.dialling || deps.isConnected(contact.nodeId)) return
    entry.dialling = true
    try {
      await deps.dial(contact)
      entry.failures = 0
    } catch (error) {
      entry.failures++
      deps.logger.debug({ ...contact, failures: entry.failures, error: String(error) }, "could not dial")
      if (entries.get(contact.nodeId) === entry) schedule(entry, pauseMs(entry.failures))
    } finally {
      entry.dialling = false
    }
  }

  return {
    connect(contact) {
      if (contact.nodeId === deps.ownNodeId || stopped) return
      const known = entries.get(contact.nodeId)
      if (known !== undefined) {
        if (known.contact.host === contact.host && known.contact.peerPort === contact.peerPort) return
        known.contact = contact
        known.failures = 0
        if (!deps.isConnected(contact.nodeId)) schedule(known, 0)
        return
      }
      if (entries.size >= CONTACTS_MAX) return
      const entry: Entry = { contact, failures: 0, cancel: undefined, dialling: false }
      entries.set(contact.nodeId, entry)
      schedule(entry, deps.ownNodeId < contact.nodeId ? 0 : YIELD_MS)
    },
    forget(nodeId) {
      entries.get(nodeId)?.cancel?.()
      entries.delete(nodeId)
    },
    contactOf: (nodeId) => entries.get(nodeId)?.contact,
    onDisconnected(nodeId) {
      const entry = entries.get(nodeId)
      if (entry !== undefined) schedule(entry, pauseMs(++entry.failures))
    },
    stop() {
      stopped = true
      for (const entry of entries.values()) entry.cancel?.()
      entries.clear()
    },
  }
}
