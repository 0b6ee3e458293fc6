package io.github.iotcustomauth.transport;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link HttpProxy}.
 */
class HttpProxyTests {

	@ParameterizedTest
	@ValueSource(strings = { "proxy", "proxy.example.com", "10.0.0.1", "fd00::1", "fe80::1%eth0" })
	void hostIsANameOrAnAddress(String host) {
		assertThat(new HttpProxy(host, 3128, null, null).host()).isEqualTo(host);
	}

	@ParameterizedTest
	@ValueSource(strings = { "user:secret@proxy", "http://secret", "secret/", "sec ret", "secret\r\nX: y",
			"secret\u0000", "secret\u00a0" })
	void hostThatIsMoreThanANameIsRefusedAndNotShown(String host) {
		assertThatIllegalArgumentException().isThrownBy(() -> new HttpProxy(host, 3128, null, null))
			.withMessageContaining("host of the proxy")
			.satisfies((ex) -> assertThat(ex.getMessage()).doesNotContain("secret", "sec ret"));
	}

	@ParameterizedTest
	@ValueSource(ints = { -1, 0, 65536 })
	void portOutOfRangeIsRefused(int port) {
		assertThatIllegalArgumentException().isThrownBy(() -> new HttpProxy("proxy", port, null, null))
			.withMessageContaining("65535");
	}

	@Test
	void credentialsAreNotShown() {
		assertThat(new HttpProxy("proxy", 3128, "alice", "secret"))
			.hasToString("HttpProxy[proxy:3128, with credentials]");
	}

}
