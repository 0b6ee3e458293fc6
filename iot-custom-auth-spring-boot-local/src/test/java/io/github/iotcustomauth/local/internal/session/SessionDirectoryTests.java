package io.github.iotcustomauth.local.internal.session;

import java.time.Duration;
import java.time.Instant;

import io.github.iotcustomauth.local.ClientConnection;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SessionDirectoryTests {

	private static final Instant END = Instant.parse("2026-11-30T12:00:00Z");

	private final SessionDirectory directory = new SessionDirectory();

	private static ClientConnection ended(String clientId) {
		return new ClientConnection(clientId, true, true, 60, 0, END.minusSeconds(60), null, null, null)
			.ended("CONNECTION_LOST", END);
	}

	@Test
	void tellsOfAConnectionForHalfAnHour() {
		this.directory.remember(ended("a"));
		assertThat(this.directory.findConnection("a", END.plus(Duration.ofMinutes(30)))).isEqualTo(ended("a"));
		assertThat(this.directory.findConnection("a", END.plus(Duration.ofMinutes(31)))).isNull();
	}

	@Test
	void forgetsTheConnectionsThatEndedFirst() {
		this.directory.remember(ended("first"));
		this.directory.remember(ended("again"));
		for (int i = 0; i < SessionDirectory.MAX_ENDED - 2; i++) {
			this.directory.remember(ended("client-" + i));
		}
		this.directory.remember(ended("again"));
		this.directory.remember(ended("last"));
		assertThat(this.directory.findConnection("first", END)).isNull();
		assertThat(this.directory.findConnection("again", END)).isNotNull();
		assertThat(this.directory.findConnection("last", END)).isNotNull();
	}

}
