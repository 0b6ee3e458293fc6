package io.github.iotcustomauth.local.internal.server;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ConnectLog}.
 */
class ConnectLogTests {

	private final ConnectLog log = new ConnectLog();

	@Test
	void tellsWhenAClientTried() {
		this.log.add("a");
		this.log.add("b");
		this.log.add("a");
		assertThat(this.log.getAttempts("a")).hasSize(2).isSorted();
		assertThat(this.log.getAttempts("b")).hasSize(1);
		this.log.clear();
		assertThat(this.log.getAttempts("a")).isEmpty();
	}

	@Test
	void isBounded() {
		this.log.add("first");
		for (int i = 0; i < ConnectLog.CAPACITY; i++) {
			this.log.add("a");
		}
		assertThat(this.log.getAttempts("first")).isEmpty();
		assertThat(this.log.getAttempts("a")).hasSize(ConnectLog.CAPACITY);
	}

}
