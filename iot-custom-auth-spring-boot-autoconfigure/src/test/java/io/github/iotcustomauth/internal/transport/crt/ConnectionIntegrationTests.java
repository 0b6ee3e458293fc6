package io.github.iotcustomauth.internal.transport.crt;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import io.github.iotcustomauth.ConnectionState;
import io.github.iotcustomauth.DisconnectedEvent;
import io.github.iotcustomauth.FailureReason;
import io.github.iotcustomauth.IotConnectionException;
import io.github.iotcustomauth.IotFailure.Kind;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.Qos;
import io.github.iotcustomauth.TopicFilter;
import io.github.iotcustomauth.credentials.CustomAuthCredentials;
import io.github.iotcustomauth.local.LocalIotCoreEvent;
import io.github.iotcustomauth.support.LocalEndpoint;
import io.github.iotcustomauth.support.TestConnection;
import io.github.iotcustomauth.transport.TransportType;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.crt.mqtt5.Mqtt5Client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The whole connection on the real native client, against the local endpoint.
 */
class ConnectionIntegrationTests {

	@AutoClose
	private final LocalEndpoint endpoint = new LocalEndpoint();

	@ParameterizedTest
	@EnumSource
	void publishesAndReceives(TransportType transport) throws Exception {
		try (TestConnection connection = connection(transport).connected().subscribed("home/+/temperature")) {
			IotMessage sent = IotMessage.to("home/kitchen/temperature")
				.payload("21")
				.contentType("text/plain")
				.responseTopic("home/answers")
				.correlationData(new byte[] { 0, 1, 2 })
				.userProperty("unit", "C")
				.userProperty("unit", "celsius")
				.expiry(Duration.ofMinutes(1))
				.build();
			TestConnection.get(connection.connection().publish(sent));
			IotMessage message = connection.nextMessage();
			assertThat(message.topic()).isEqualTo("home/kitchen/temperature");
			assertThat(message.text()).isEqualTo("21");
			assertThat(message.qos()).isEqualTo(Qos.AT_LEAST_ONCE);
			assertThat(message.contentType()).isEqualTo("text/plain");
			assertThat(message.responseTopic()).isEqualTo("home/answers");
			assertThat(message.correlationData()).containsExactly(0, 1, 2);
			assertThat(message.userProperties()).isEqualTo(sent.userProperties());
			assertThat(message.expiry()).isNotNull();
		}
	}

	@Test
	void sendsQosZero() throws Exception {
		try (TestConnection connection = connection(TransportType.TLS).connected().subscribed("a")) {
			TestConnection.get(connection.connection().publish(IotMessage.to("a").qos(Qos.AT_MOST_ONCE).build()));
			assertThat(connection.nextMessage().qos()).isEqualTo(Qos.AT_MOST_ONCE);
		}
	}

	@Test
	void handlerMayPublishAndWait() throws Exception {
		try (TestConnection connection = connection(TransportType.TLS).connected().subscribed("answers")) {
			TestConnection.get(connection.connection()
				.subscribe(TopicFilter.of("questions"), Qos.AT_LEAST_ONCE,
						(message) -> connection.publish("answers", message.text())));
			connection.publish("questions", "why");
			assertThat(connection.nextMessage().text()).isEqualTo("why");
		}
	}

	@ParameterizedTest
	@EnumSource
	void refusalSaysWhatToCheck(TransportType transport) {
		this.endpoint.accepting((attempt) -> false);
		try (TestConnection connection = connection(transport)) {
			assertThatExceptionOfType(CompletionException.class).isThrownBy(connection::connected)
				.havingCause()
				.isInstanceOfSatisfying(IotConnectionException.class, (ex) -> {
					assertThat(ex.getFailure().kind()).isEqualTo(Kind.REJECTED);
					assertThat(ex.getFailure().code()).isEqualTo(0x87);
					assertThat(ex.getFailure().reason()).isEqualTo(FailureReason.NOT_AUTHORIZED);
					assertThat(ex.getFailure().detail()).startsWith("CONNACK:");
				});
			assertThat(connection.connection().getStatus().state()).isEqualTo(ConnectionState.REJECTED);
			Awaitility.await()
				.untilAsserted(
						() -> assertThat(connection.events()).hasAtLeastOneElementOfType(DisconnectedEvent.class));
		}
	}

	@ParameterizedTest
	@EnumSource
	void connectsAgainAfterTheNetworkWasLost(TransportType transport) throws Exception {
		try (TestConnection connection = connection(transport).connected().subscribed("a")) {
			this.endpoint.core().cutConnections();
			awaitState(connection, ConnectionState.WAITING);
			CompletableFuture<Void> duringOutage = connection.connection().publish(IotMessage.of("a", "kept"));
			TestConnection.get(duringOutage);
			assertThat(connection.nextMessage().text()).isEqualTo("kept");
			// told on a thread of their own
			Awaitility.await()
				.untilAsserted(
						() -> assertThat(connection.events()).extracting((event) -> event.getClass().getSimpleName())
							.startsWith("ConnectedEvent", "DisconnectedEvent", "ConnectedEvent"));
		}
	}

	@Test
	void connectsAgainWhenTheEndpointIsStartedAgain() throws Exception {
		try (TestConnection connection = connection(TransportType.WEBSOCKET).connected().subscribed("a")) {
			this.endpoint.stop();
			awaitState(connection, ConnectionState.WAITING);
			this.endpoint.startAgain();
			awaitState(connection, ConnectionState.CONNECTED);
			connection.publish("a", "again");
			assertThat(connection.nextMessage().text()).isEqualTo("again");
		}
	}

	@ParameterizedTest
	@EnumSource
	void stopSendsDisconnect(TransportType transport) {
		connection(transport).connected().close();
		Awaitility.await()
			.untilAsserted(() -> assertThat(this.endpoint.events(LocalIotCoreEvent.Type.DISCONNECTED)).singleElement()
				.asString()
				.startsWith("CLIENT_INITIATED_DISCONNECT"));
	}

	@Test
	void refusedPublishFailsWithTheReason() {
		this.endpoint.withPolicy((action, resource) -> !action.equals("iot:Publish"));
		try (TestConnection connection = connection(TransportType.TLS).connected()) {
			assertThatExceptionOfType(CompletionException.class).isThrownBy(() -> connection.publish("a", "x"))
				.havingCause()
				.isInstanceOf(IotConnectionException.class)
				.withMessageContaining("'a'")
				.withMessageContaining("NOT_AUTHORIZED (0x87)")
				.withMessageContaining("iot:Publish");
			assertThat(connection.connection().getStatus().isConnected()).isTrue();
		}
	}

	@Test
	void refusedSubscriptionFailsWithTheReason() {
		this.endpoint.withPolicy((action, resource) -> !action.equals("iot:Subscribe"));
		try (TestConnection connection = connection(TransportType.TLS).connected()) {
			assertThatExceptionOfType(CompletionException.class).isThrownBy(() -> connection.subscribed("a/#"))
				.havingCause()
				.withMessageContaining("a/#")
				.withMessageContaining("iot:Subscribe");
		}
	}

	@Test
	void unansweredUpgradeTimesOut() {
		this.endpoint.core().faults().neverUpgrade(true);
		try (TestConnection connection = new TestConnection(this.endpoint,
				this.endpoint.settings("client").connectTimeout(Duration.ofSeconds(1)), credentials())) {
			assertThatExceptionOfType(CompletionException.class).isThrownBy(connection::connected)
				.havingCause()
				.withMessageContaining("CONNECT_TIMEOUT");
			this.endpoint.core().faults().neverUpgrade(false);
			awaitState(connection, ConnectionState.CONNECTED);
		}
	}

	@ParameterizedTest
	@EnumSource
	void unansweredConnectPointsToTheAuthorizer(TransportType transport) {
		this.endpoint.core().faults().neverConnack(true);
		try (TestConnection connection = new TestConnection(this.endpoint,
				this.endpoint.settings("client").transport(transport).connectTimeout(Duration.ofSeconds(4)),
				credentials())) {
			assertThatExceptionOfType(CompletionException.class).isThrownBy(connection::connected)
				.havingCause()
				.withMessageContaining("CONNACK_TIMEOUT (5151)")
				.withMessageContaining("authorizer");
		}
	}

	@Test
	void untrustedCertificateIsFoundWhenTheTimeIsUp() {
		try (LocalEndpoint stranger = new LocalEndpoint();
				TestConnection connection = new TestConnection(
						this.endpoint.settings("client").connectTimeout(Duration.ofSeconds(1)).build(),
						() -> CompletableFuture.completedFuture(credentials()), stranger.trust())) {
			assertThatExceptionOfType(CompletionException.class).isThrownBy(connection::connected)
				.havingCause()
				.withMessageContaining("CERTIFICATE_UNTRUSTED")
				.withMessageContaining("aws.iot.custom-auth.ssl.bundle");
		}
	}

	@Test
	void nothingListens() {
		this.endpoint.stop();
		try (TestConnection connection = connection(TransportType.TLS)) {
			assertThatExceptionOfType(CompletionException.class).isThrownBy(connection::connected)
				.havingCause()
				.withMessageContaining("CONNECTION_REFUSED (1047)");
		}
	}

	@Test
	void nativeClientIsReachableWhileConnected() {
		try (TestConnection connection = connection(TransportType.TLS)) {
			assertThat(connection.connection().unwrap(Mqtt5Client.class)).isEmpty();
			connection.connected();
			assertThat(connection.connection().unwrap(Mqtt5Client.class)).isPresent();
			assertThat(connection.connection().unwrap(String.class)).isEmpty();
		}
	}

	@Test
	void canBeStoppedAndStartedAgain() throws Exception {
		try (TestConnection connection = connection(TransportType.TLS).connected().subscribed("a")) {
			connection.connection().stop(Duration.ofSeconds(5));
			assertThat(connection.connection().getStatus().state()).isEqualTo(ConnectionState.STOPPED);
			awaitState(connection, ConnectionState.STOPPED);
			Awaitility.await().until(() -> this.endpoint.core().getConnectedClients().isEmpty());
			TestConnection.get(connection.connection().start().exceptionally((ex) -> null));
			awaitState(connection, ConnectionState.CONNECTED);
			connection.publish("a", "again");
			assertThat(connection.nextMessage().text()).isEqualTo("again");
		}
	}

	private static void awaitState(TestConnection connection, ConnectionState state) {
		Awaitility.await()
			.atMost(TestConnection.LIMIT)
			.until(() -> connection.connection().getStatus().state() == state);
	}

	private TestConnection connection(TransportType transport) {
		return new TestConnection(this.endpoint, this.endpoint.settings("client").transport(transport), credentials());
	}

	private static CustomAuthCredentials credentials() {
		return CustomAuthCredentials.builder().username("alice").password("secret").build();
	}

}
