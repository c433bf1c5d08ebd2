import type { Actor, Script } from "./misdeed.ts"

const KEPT = 400
const REPLAY_CHANCE = 0.3

type Old = { readonly stream: string; readonly body: Uint8Array }

export function replay({ network, random }: Actor): Script {
  const old: Old[] = []
  const keep = (stream: string, body: Uint8Array) => {
    const entry = { stream, body: body.slice() }
    // Some stay for ever, so that words of earlier epochs are among them.
    if (old.length < KEPT) old.push(entry)
    else if (random.chance(0.5)) old[random.int(0, KEPT - 1)] = entry
  }
  const sayAgain = () => {
    if (old.length === 0 || !random.chance(REPLAY_CHANCE)) return
    const { stream, body } = random.pick(old)
    if (!stream.startsWith("/")) void network.publish(stream, body)
    else for (const peer of network.peers()) if (random.chance(0.5)) network.send(peer, stream, body)
  }
  return {
    hear: keep,
    send(to, protocol, body) {
      keep(protocol, body)
      sayAgain()
      return network.send(to, protocol, body)
    },
    async publish(topic, body) {
      keep(topic, body)
      sayAgain()
      await network.publish(topic, body)
    },
  }
}
