import { bytesToHex } from "@sextant/shared/bytes"

/** A stream protocol of one network: `/sextant/<networkId>/<name>/<version>`. */
export function protocolName(networkId: Uint8Array, name: string, version = 1): string {
  return `/sextant/${bytesToHex(networkId)}/${name}/${version}`
}

/** A gossip topic of one network: `sextant/<networkId>/<name>/<version>`. */
export function topicName(networkId: Uint8Array, name: string, version = 1): string {
  return `sextant/${bytesToHex(networkId)}/${name}/${version}`
}
