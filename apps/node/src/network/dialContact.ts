import { multiaddr } from "@multiformats/multiaddr"
import type { Contact } from "../ports.ts"
import type { Host } from "./createHost.ts"
import { toPeerId } from "./peerId.ts"
import { DIAL_TIMEOUT_MS } from "./streamLimits.ts"

export async function dialContact(host: Host, contact: Contact): Promise<void> {
  const address = `/${family(contact.host)}/${contact.host}/tcp/${contact.peerPort}/p2p/${toPeerId(contact.nodeId)}`
  await host.dial(multiaddr(address), { signal: AbortSignal.timeout(DIAL_TIMEOUT_MS) })
}

function family(host: string): string {
  if (host.includes(":")) return "ip6"
  return /^\d+\.\d+\.\d+\.\d+$/.test(host) ? "ip4" : "dns"
}
