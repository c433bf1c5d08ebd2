import { createLibp2pNetwork } from "../src/network/createLibp2pNetwork.ts"
import { systemClock } from "../src/systemClock.ts"
import { systemRandom } from "../src/systemRandom.ts"
import { describeNetwork } from "./networkCompliance.ts"
import { silentLogger } from "./silentLogger.ts"

describeNetwork("createLibp2pNetwork", async (count) =>
  Array.from({ length: count }, () =>
    createLibp2pNetwork(
      { clock: systemClock, random: systemRandom, logger: silentLogger },
      { ed25519Seed: systemRandom.bytes(32), listenHost: "127.0.0.1", listenPort: 0, allowSharedIp: true },
    ),
  ),
)
