package io.github.iotcustomauth.docs;

import org.springframework.modulith.events.Externalized;

@Externalized("ovens/{room}/state::#{room()}")
record Heated(String room, int degrees) {
}
