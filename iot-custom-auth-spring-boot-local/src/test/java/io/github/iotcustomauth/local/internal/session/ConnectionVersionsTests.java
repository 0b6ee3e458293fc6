package io.github.iotcustomauth.local.internal.session;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ConnectionVersions}.
 */
class ConnectionVersionsTests {

	private final ConnectionVersions versions = new ConnectionVersions();

	@Test
	void countsTheConnectionsOfAClientId() {
		assertThat(this.versions.next("a")).isZero();
		assertThat(this.versions.next("b")).isZero();
		assertThat(this.versions.next("a")).isOne();
		assertThat(this.versions.next("a")).isEqualTo(2);
	}

	@Test
	void forgetsTheClientIdThatWasAwayForLongest() {
		this.versions.next("a");
		this.versions.next("b");
		this.versions.next("a");
		for (int i = 0; i < ConnectionVersions.MAX_CLIENTS - 1; i++) {
			this.versions.next("other-" + i);
		}
		assertThat(this.versions.next("a")).isEqualTo(2);
		assertThat(this.versions.next("b")).isZero();
	}

}
