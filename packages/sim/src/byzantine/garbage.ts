import type { Actor, Script } from "./misdeed.ts"

const GARBAGE_CHANCE = 0.3
const LENGTH_MAX = 600

export function garbage({ network, random }: Actor): Script {
  const spoiled = (body: Uint8Array): Uint8Array => {
    const way = random.int(0, 2)
    if (way === 0) return random.bytes(random.int(0, LENGTH_MAX))
    if (way === 1) return body.slice(0, random.int(0, body.length))
    const flipped = body.slice()
    if (flipped.length > 0) flipped[random.int(0, flipped.length - 1)] = random.int(0, 255)
    return flipped
  }
  return {
    send(to, protocol, body) {
      if (random.chance(GARBAGE_CHANCE)) network.send(to, protocol, spoiled(body))
      return network.send(to, protocol, body)
    },
    async publish(topic, body) {
      if (random.chance(GARBAGE_CHANCE)) await network.publish(topic, spoiled(body))
      await network.publish(topic, body)
    },
    answer: (body) => (random.chance(0.5) ? spoiled(body) : body),
  }
}
