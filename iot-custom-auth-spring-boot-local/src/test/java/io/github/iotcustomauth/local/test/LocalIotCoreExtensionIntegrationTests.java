package io.github.iotcustomauth.local.test;

import java.time.Duration;
import java.util.List;

import io.github.iotcustomauth.local.LocalIotCore;
import io.github.iotcustomauth.local.LocalIotCoreEvent;
import io.github.iotcustomauth.local.MqttTestClient;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link LocalIotCoreExtension}, and what a test can do with the endpoint.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LocalIotCoreExtensionIntegrationTests {

	@RegisterExtension
	static final LocalIotCoreExtension iot = new LocalIotCoreExtension(
			"authorizers.DeviceAuthorizer.users.alice=open=sesame", "limits.connect-rate=false");

	@RegisterExtension
	final LocalIotCoreExtension own = new LocalIotCoreExtension();

	private static List<LocalIotCoreEvent> events(String clientId) {
		return iot.endpoint().getEvents().stream().filter((event) -> event.clientId().equals(clientId)).toList();
	}

	private static void assertDisconnected(String clientId) {
		assertThat(iot.endpoint()
			.await(Duration.ofSeconds(10), (endpoint) -> events(clientId).stream()
				.anyMatch((event) -> event.type() == LocalIotCoreEvent.Type.DISCONNECTED)))
			.isTrue();
	}

	@Test
	@Order(1)
	void countsCallsAndForgetsThemAfterTheTest() throws Exception {
		LocalIotCore endpoint = iot.endpoint();
		try (MqttTestClient client = new MqttTestClient(iot.access(), "counted");
				MqttTestClient guesser = new MqttTestClient(iot.access(), "guesser", "wrong")) {
			assertThat(client.code()).isZero();
			assertThat(guesser.code()).isEqualTo(0x87);
			LocalIotCoreAssert.assertThat(endpoint).hasConnectedClient("counted").hasRefused("guesser");
			assertThat(endpoint.getAuthorizerCalls()).isEqualTo(2);
			assertThat(endpoint.getAuthorizerCalls("guesser")).isEqualTo(1);
			assertThat(endpoint.getAuthorizerCalls("nobody")).isZero();
		}
		// its event comes last, and could otherwise come into the next test
		assertDisconnected("counted");
		endpoint.faults().refuseConnects(0x88);
	}

	@Test
	@Order(2)
	void nothingIsLeftOfTheTestBefore() throws Exception {
		assertThat(iot.endpoint().getAuthorizerCalls()).isZero();
		assertThat(events("counted")).isEmpty();
		assertThat(events("guesser")).isEmpty();
		assertThat(iot.endpoint().getConnectAttempts("counted")).isEmpty();
		try (MqttTestClient client = new MqttTestClient(iot.access(), "accepted")) {
			assertThat(client.code()).isZero();
		}
	}

	@Test
	void expiresAClient() throws Exception {
		try (MqttTestClient client = new MqttTestClient(iot.access(), "expired")) {
			iot.endpoint().expireClient("expired");
			client.expectDisconnect(0x98);
		}
		iot.endpoint().expireClient("expired");
		LocalIotCoreAssert.assertThat(iot.endpoint()).hasNoConnectedClient("expired");
		assertDisconnected("expired");
		assertThat(events("expired")).last()
			.satisfies((event) -> assertThat(event.detail()).startsWith("CUSTOMAUTH_TTL_EXPIRATION: "));
	}

	@Test
	void showsWhatWasReceived() throws Exception {
		try (MqttTestClient client = new MqttTestClient(iot.access(), "sender")) {
			client.publish("sender/t", "one");
			client.publish("sender/t", "two");
		}
		LocalIotCoreAssert.assertThat(iot.endpoint())
			.hasReceivedMessage("sender/t")
			.hasReceivedMessage("sender/t", "two")
			.hasReceivedMessages("sender/t", 2)
			.messagesOn("sender/t")
			.extracting((message) -> message.clientId() + " " + message.qos() + " " + message.retained() + " "
					+ message.text())
			.containsExactly("sender 1 false one", "sender 1 false two");
	}

	@Test
	void waitsForEvents() throws Exception {
		try (MqttTestClient client = new MqttTestClient(iot.access(), "awaited")) {
			Thread publisher = new Thread(() -> {
				try {
					client.publish("awaited/t", "late");
				}
				catch (Exception ex) {
					throw new IllegalStateException(ex);
				}
			});
			publisher.start();
			LocalIotCoreAssert.assertThat(iot.endpoint())
				.within(Duration.ofSeconds(20))
				.hasReceivedMessage("awaited/t", "late");
			publisher.join(10_000);
		}
		assertThat(iot.endpoint().await(Duration.ofMillis(10), (core) -> false)).isFalse();
		Thread.currentThread().interrupt();
		assertThat(iot.endpoint().await(Duration.ofSeconds(20), (core) -> false)).isFalse();
		assertThat(Thread.interrupted()).isTrue();
	}

	@Test
	void instanceFieldHasAnEndpointOfItsOwn() throws Exception {
		assertThat(this.own.access().port()).isNotEqualTo(iot.access().port());
		try (MqttTestClient client = new MqttTestClient(this.own.access(), "own")) {
			client.publish("own/t", "x");
		}
		LocalIotCoreAssert.assertThat(this.own.endpoint()).hasReceivedMessage("own/t");
		assertThat(events("own")).isEmpty();
	}

	@Test
	void classThatItWasStartedForStopsIt() {
		LocalIotCoreExtension extension = new LocalIotCoreExtension();
		ExtensionContext outer = mock();
		given(outer.getUniqueId()).willReturn("outer");
		ExtensionContext nested = mock();
		given(nested.getUniqueId()).willReturn("nested");
		extension.beforeAll(outer);
		extension.beforeAll(nested);
		extension.afterAll(nested);
		assertThat(extension.endpoint()).isNotNull();
		extension.afterAll(outer);
		assertThatIllegalStateException().isThrownBy(extension::endpoint);
	}

	@Test
	void endpointRunsDuringTestsOnly() {
		assertThatIllegalStateException().isThrownBy(new LocalIotCoreExtension()::endpoint)
			.withMessageContaining("only during the tests");
		assertThatIllegalArgumentException().isThrownBy(() -> new LocalIotCoreExtension("secret"))
			.withMessageContaining("'key=value'")
			.withMessageNotContaining("secret");
	}

	@Nested
	@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
	class Inside {

		@Test
		void endpointIsTheOneOfTheClassAround() throws Exception {
			try (MqttTestClient client = new MqttTestClient(iot.access(), "nested")) {
				LocalIotCoreAssert.assertThat(iot.endpoint()).hasConnectedClient("nested");
			}
		}

	}

}
