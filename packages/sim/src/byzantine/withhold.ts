import { type Actor, nameOf, type Script } from "./misdeed.ts"

const WITHHELD_CHANCE = 0.8
const streams = new Set(["vote", "certificate", "proposal", "partials"])

export function withhold({ network, random }: Actor): Script {
  const isWithheld = (stream: string) => streams.has(nameOf(stream)) && random.chance(WITHHELD_CHANCE)
  return {
    send: (to, protocol, body) => isWithheld(protocol) || network.send(to, protocol, body),
    publish: async (topic, body) => {
      if (!isWithheld(topic)) await network.publish(topic, body)
    },
  }
}
