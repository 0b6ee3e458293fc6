package io.github.iotcustomauth.local;

import io.github.iotcustomauth.local.LocalIotCoreEvent.Type;
import io.netty.handler.codec.mqtt.MqttConnAckMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

/**
 * Faults that a test can ask for.
 */
class FaultsIntegrationTests {

	@RegisterExtension
	static final TestEndpoint endpoint = TestEndpoint.start();

	private static Faults faults() {
		return endpoint.core().faults();
	}

	private static int code(MqttConnAckMessage connAck) {
		return connAck.variableHeader().connectReturnCode().byteValue() & 0xFF;
	}

	@Test
	void connectsAreRefusedUntilTheyAreAcceptedAgain() throws Exception {
		faults().refuseConnects(0x88);
		try (RawClient client = RawClient.tls(endpoint.port(), 5)) {
			assertThat(code(client.connect("unwanted"))).isEqualTo(0x88);
		}
		try (RawClient client = RawClient.tls(endpoint.port(), 4)) {
			client.sendConnect("unwanted", (connect) -> {
			});
			client.expectEnd();
		}
		faults().acceptConnects();
		try (RawClient client = RawClient.tls(endpoint.port(), 5)) {
			assertThat(code(client.connect("unwanted"))).isZero();
		}
		assertThat(endpoint.core().getConnectAttempts("unwanted")).hasSize(3).isSorted();
		assertThat(endpoint.attempts()).hasSize(1);
	}

	@Test
	void oneClientIsRefusedAndOthersAreNot() throws Exception {
		faults().refuseConnects("outcast", 0x89);
		try (RawClient client = RawClient.tls(endpoint.port(), 5);
				RawClient other = RawClient.tls(endpoint.port(), 5)) {
			assertThat(code(client.connect("outcast"))).isEqualTo(0x89);
			assertThat(code(other.connect("other"))).isZero();
		}
		faults().acceptConnects("outcast");
		assertCode("outcast", 0);
		faults().refuseConnects("outcast", 0x89);
		faults().acceptConnects();
		assertCode("outcast", 0);
	}

	@Test
	void clientIsRefusedWithItsOwnCodeOrThatOfAll() throws Exception {
		faults().refuseConnects(0x88);
		faults().refuseConnects("outcast", 0x89);
		assertCode("outcast", 0x89);
		faults().acceptConnects("outcast");
		assertCode("outcast", 0x88);
	}

	private static void assertCode(String clientId, int code) throws Exception {
		try (RawClient client = RawClient.tls(endpoint.port(), 5)) {
			assertThat(code(client.connect(clientId))).isEqualTo(code);
		}
	}

	@Test
	void codesThatMqttDoesNotKnowAreRejected() {
		assertThatIllegalArgumentException().isThrownBy(() -> faults().refuseConnects(0));
		assertThatIllegalArgumentException().isThrownBy(() -> faults().refuseConnects(0xEE));
		assertThatIllegalArgumentException().isThrownBy(() -> faults().refuseConnects("a", 0));
		assertThatIllegalArgumentException().isThrownBy(() -> faults().puback(256));
	}

	@Test
	void connAckIsNeverSent() throws Exception {
		faults().neverConnack(true);
		try (RawClient client = RawClient.tls(endpoint.port(), 5)) {
			client.sendConnect("silence", (connect) -> {
			});
			await().until(() -> !endpoint.core().getConnectAttempts("silence").isEmpty());
			// returns when the event loop has done with the CONNECT
			endpoint.core().disconnectClient("nobody", 0x98);
			faults().reset();
			assertCode("answered", 0);
			client.expectNothingSoFar();
			assertThat(endpoint.details(Type.CONNECTED, "silence")).isEmpty();
		}
	}

	@Test
	void upgradeIsNeverAnswered() throws Exception {
		faults().neverUpgrade(true);
		try (RawClient silent = RawClient.upgrading(endpoint.port(), 5)) {
			// later, on the same event loops
			assertCode("over-tls", 0);
			faults().reset();
			try (RawClient answered = RawClient.webSocket(endpoint.port(), 5)) {
				assertThat(code(answered.connect("answered"))).isZero();
			}
			silent.expectNothingSoFar();
		}
	}

	@Test
	void pubAckCarriesTheScriptedCodeAndNothingIsDelivered() throws Exception {
		try (RawClient client = RawClient.tls(endpoint.port(), 5);
				RawClient watcher = RawClient.tls(endpoint.port(), 5)) {
			client.connect("scripted");
			watcher.connect("watcher");
			watcher.subscribe(1, 1, "a");
			faults().puback(0x97);
			client.publish("a", 1, 1, "x");
			client.expectPubAck(1, 0x97);
			faults().reset();
			client.publish("a", 1, 2, "y");
			client.expectPubAck(2, 0);
			assertThat(watcher.expectMessage("a")).isEqualTo("y");
		}
	}

	@Test
	void pubAckIsWithheldButTheMessageDelivered() throws Exception {
		faults().neverPuback(true);
		try (RawClient client = RawClient.tls(endpoint.port(), 5)) {
			client.connect("withheld");
			client.subscribe(1, 0, "a");
			client.publish("a", 1, 1, "x");
			assertThat(client.expectMessage("a")).isEqualTo("x");
			client.expectNothingButPong();
		}
	}

}
