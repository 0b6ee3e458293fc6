package io.github.iotcustomauth.local;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Networks that are slow or cut connections, as AWS's own MQTT 5 client sees them.
 */
class UnkindNetworkIntegrationTests {

	@RegisterExtension
	static final TestEndpoint endpoint = TestEndpoint.start();

	private static Faults faults() {
		return endpoint.core().faults();
	}

	private static CrtClient start(String transport, String clientId) {
		return transport.equals("tls") ? CrtClient.overTls(endpoint.port(), clientId, (connect) -> {
		}) : CrtClient.overWebSocket(endpoint.port(), clientId, "/mqtt", (connect) -> {
		});
	}

	private static Duration publishing(CrtClient client, int bytes) throws Exception {
		long start = System.nanoTime();
		assertThat(client.publish("network", "x".repeat(bytes))).isZero();
		return Duration.ofNanos(System.nanoTime() - start);
	}

	@ParameterizedTest
	@ValueSource(strings = { "tls", "websocket" })
	void newConnectionsAreAcceptedAndCut(String transport) throws Exception {
		try (CrtClient connected = start(transport, "stays-" + transport)) {
			connected.awaitSuccess();
			faults().cutNewConnections(true);
			try (CrtClient client = start(transport, "cut-" + transport)) {
				assertThat(client.awaitFailure().getConnAckPacket()).isNull();
			}
			assertThat(connected.publish("network", "x")).isZero();
			faults().reset();
			try (CrtClient client = start(transport, "cut-" + transport)) {
				client.awaitSuccess();
			}
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "tls", "websocket" })
	void bytesTakeTheirTime(String transport) throws Exception {
		try (CrtClient client = start(transport, "delayed-" + transport)) {
			client.awaitSuccess();
			faults().delayNetwork(Duration.ofMillis(500));
			assertThat(publishing(client, 10)).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(9));
			faults().delayNetwork(Duration.ofMillis(50));
			try (CrtClient other = start(transport, "delayed-too-" + transport)) {
				other.awaitSuccess();
				assertThat(publishing(other, 10)).isBetween(Duration.ofMillis(100), Duration.ofSeconds(9));
			}
			faults().delayNetwork(Duration.ZERO);
			assertThat(publishing(client, 10)).isLessThan(Duration.ofSeconds(1));
		}
	}

	@Test
	void bandwidthIsLimitedInBothDirections() throws Exception {
		try (CrtClient client = start("tls", "narrow")) {
			client.awaitSuccess();
			client.subscribe("network");
			faults().limitBandwidth(50_000);
			// a second up, a second down
			long start = System.nanoTime();
			assertThat(publishing(client, 50_000)).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(9));
			assertThat(client.awaitMessage().getPayload()).hasSize(50_000);
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(Duration.ofSeconds(2),
					Duration.ofSeconds(18));
			faults().limitBandwidth(0);
			assertThat(publishing(client, 50_000)).isLessThan(Duration.ofSeconds(1));
		}
	}

	@Test
	void resetEndsASlowNetworkAtOnce() throws Exception {
		try (CrtClient client = start("tls", "hurried")) {
			client.awaitSuccess();
			faults().delayNetwork(Duration.ofMinutes(1));
			CompletableFuture<Integer> pubAck = client.startPublish("network", "x");
			faults().reset();
			assertThat(pubAck).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(0);
		}
	}

}
