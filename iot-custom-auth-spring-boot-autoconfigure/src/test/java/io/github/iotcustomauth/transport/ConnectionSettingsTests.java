package io.github.iotcustomauth.transport;

import java.time.Duration;
import java.util.function.UnaryOperator;

import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.credentials.CredentialsLocation;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link ConnectionSettings}.
 */
class ConnectionSettingsTests {

	@Test
	void defaultsAreThoseOfTheProperties() {
		ConnectionSettings settings = ConnectionSettings.builder("localhost", "device").build();
		assertThat(settings.endpoint()).isEqualTo("localhost");
		assertThat(settings.clientId()).isEqualTo("device");
		assertThat(settings.port()).isEqualTo(443);
		assertThat(settings.transport()).isEqualTo(TransportType.WEBSOCKET);
		assertThat(settings.credentialsLocation()).isEqualTo(CredentialsLocation.CONNECT);
		assertThat(settings.keepAlive()).hasSeconds(60);
		assertThat(settings.connectTimeout()).hasSeconds(30);
		assertThat(settings.operationTimeout()).hasSeconds(30);
		assertThat(settings.sessionExpiry()).hasSeconds(60);
		assertThat(settings.will()).isNull();
		assertThat(settings.reconnectMinDelay()).hasSeconds(1);
		assertThat(settings.reconnectMaxDelay()).hasMinutes(2);
		assertThat(settings.receiveMaximum()).isEqualTo(100);
		assertThat(settings.maxPendingPublishes()).isEqualTo(10_000);
		assertThat(settings.maxPendingBytes()).isEqualTo(16 * 1024 * 1024);
		assertThat(settings.publishRate()).isEqualTo(100);
		assertThat(settings.proxy()).isNull();
	}

	@Test
	void everythingThatIsSetIsThere() {
		IotMessage will = IotMessage.of("gone", "device");
		ConnectionSettings settings = ConnectionSettings.builder("localhost", "device")
			.endpoint("127.0.0.1")
			.clientId("other")
			.port(8443)
			.transport(TransportType.TLS)
			.credentialsLocation(CredentialsLocation.CONNECT)
			.keepAlive(Duration.ofSeconds(31))
			.connectTimeout(Duration.ofSeconds(2))
			.operationTimeout(Duration.ofSeconds(3))
			.sessionExpiry(Duration.ofHours(1))
			.will(will)
			.reconnectDelay(Duration.ofSeconds(4), Duration.ofSeconds(5))
			.receiveMaximum(6)
			.maxPending(7, 8)
			.publishRate(9)
			.virtualThreads(true)
			.proxy("proxy", 3128, "user", "secret")
			.name("other name")
			.build();
		assertThat(settings.mutate().build()).isEqualTo(settings);
		assertThat(settings).isEqualTo(new ConnectionSettings("127.0.0.1", 8443, TransportType.TLS,
				CredentialsLocation.CONNECT, "other", Duration.ofSeconds(31), Duration.ofSeconds(2),
				Duration.ofSeconds(3), Duration.ofHours(1), will, Duration.ofSeconds(4), Duration.ofSeconds(5), 6, 7, 8,
				9, true, new HttpProxy("proxy", 3128, "user", "secret"), "other name"));
	}

	@Test
	void invalidSettingsAreRefusedByName() {
		assertRefused("endpoint", (settings) -> settings.endpoint(" "));
		assertRefused("port", (settings) -> settings.port(0));
		assertRefused("port", (settings) -> settings.port(65_536));
		assertRefused("clientId", (settings) -> settings.clientId(""));
		assertRefused("clientId", (settings) -> settings.clientId("é".repeat(65)));
		assertRefused("credentialsLocation",
				(settings) -> settings.transport(TransportType.TLS).credentialsLocation(CredentialsLocation.HEADERS));
		assertRefused("credentialsLocation",
				(settings) -> settings.transport(TransportType.TLS).credentialsLocation(CredentialsLocation.QUERY));
		assertRefused("keepAlive", (settings) -> settings.keepAlive(Duration.ofSeconds(29)));
		assertRefused("sessionExpiry", (settings) -> settings.sessionExpiry(Duration.ofDays(8)));
		assertRefused("connectTimeout", (settings) -> settings.connectTimeout(Duration.ZERO));
		assertRefused("operationTimeout", (settings) -> settings.operationTimeout(Duration.ofSeconds(-1)));
		assertRefused("reconnectMinDelay", (settings) -> settings.reconnectDelay(Duration.ZERO, Duration.ofSeconds(1)));
		assertRefused("reconnectMaxDelay",
				(settings) -> settings.reconnectDelay(Duration.ofSeconds(2), Duration.ofSeconds(1)));
		assertRefused("receiveMaximum", (settings) -> settings.receiveMaximum(0));
		assertRefused("receiveMaximum", (settings) -> settings.receiveMaximum(65_536));
		assertRefused("maxPendingPublishes", (settings) -> settings.maxPending(0, 1));
		assertRefused("maxPendingBytes", (settings) -> settings.maxPending(1, 0));
		assertRefused("publishRate", (settings) -> settings.publishRate(-1));
	}

	@Test
	void proxyWithHalfOfItsCredentialsIsRefused() {
		ConnectionSettings.Builder builder = ConnectionSettings.builder("localhost", "device");
		assertThatIllegalArgumentException().isThrownBy(() -> builder.proxy("", 3128));
		assertThatIllegalArgumentException().isThrownBy(() -> builder.proxy("proxy", 0));
		assertThatIllegalArgumentException().isThrownBy(() -> builder.proxy("proxy", 3128, "user", null));
		assertThatIllegalArgumentException().isThrownBy(() -> builder.proxy("proxy", 3128, "us:er", "secret"));
	}

	@Test
	void passwordOfTheProxyIsNotShown() {
		assertThat(ConnectionSettings.builder("localhost", "device").proxy("proxy", 3128, "user", "secret").build())
			.asString()
			.contains("proxy:3128")
			.doesNotContain("secret");
	}

	@Test
	void theLongestClientId() {
		assertThat(ConnectionSettings.builder("localhost", "é".repeat(64)).build().clientId()).hasSize(64);
	}

	private static void assertRefused(String name, UnaryOperator<ConnectionSettings.Builder> change) {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> change.apply(ConnectionSettings.builder("localhost", "device")).build())
			.withMessageContaining("'" + name + "'");
	}

}
