/** What a capture says of itself: comments and descriptions, which Wireshark shows as they are. */
export const CAPTURE_TEXTS = {
  "capture.application": "Spanscope, engine {engine}",
  "capture.hardware": "simulated",
  "capture.title": "{title} (seed {seed}), simulated: times count from the start of the run.",
  "capture.run": "The run went to {clock}; its digest is {digest}.",
  "capture.what": "A message stands where its sender put it on the link. What only its receiver saw (bytes that changed on the way, copies that a link made, injected bytes) is marked as inbound.",
  "capture.events": "what happened in the simulated world: commands, links, nodes, violations; and the run itself",
  "capture.lane": "{from} to {to}, link {link}, profile {profile}",
  "capture.laneShared": "{from} to {to}, link {link}, profile {profile}, shared memory: out-of-band data behind its header",
  "capture.laneDecrypted": "{from} to {to}, link {link}, profile {profile}, decrypted",
  "capture.injected": "Injected: no node sent this.",
  "capture.copy": "A copy that the link made of message {message}.",
  "capture.arrived": "Message {message} as {to} received it: its bytes changed on the way.",
  "capture.decrypted": "It travelled as a record of an encrypted link; this is the message in it.",
  "capture.noBytes": "Its bytes are no longer kept.",
  "capture.dropped": "What happened before event {event} is no longer kept.",
  "capture.runHere": "The run itself, part {part} of {parts}: opened in the lab, the capture is this run again.",
} as const;
