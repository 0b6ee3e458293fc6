package io.github.iotcustomauth.internal.receiving;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.IotSubscription;
import io.github.iotcustomauth.TopicFilter;
import io.github.iotcustomauth.credentials.CustomAuthCredentialsProvider;
import io.github.iotcustomauth.support.LocalEndpoint;
import io.github.iotcustomauth.support.TestConnection;
import io.github.iotcustomauth.support.WireServer;
import io.github.iotcustomauth.transport.ConnectionSettings;
import io.github.iotcustomauth.transport.TransportType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.util.function.ThrowingConsumer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The PUBACK packets of a client as they are on the wire.
 */
class AcknowledgmentOrderIntegrationTests {

	private final CountDownLatch release = new CountDownLatch(1);

	private final CountDownLatch others = new CountDownLatch(3);

	private final WireServer server = new WireServer();

	AcknowledgmentOrderIntegrationTests() throws Exception {
	}

	@AfterEach
	void close() throws Exception {
		this.release.countDown();
		this.server.close();
	}

	@Test
	void pubacksAreOnTheWireInTheOrderOfTheMessagesWhateverHandlerReturnsFirst() throws Exception {
		try (TestConnection receiver = receiver((message) -> {
			if (message.text().equals("first")) {
				this.release.await(TestConnection.LIMIT.toSeconds(), TimeUnit.SECONDS);
			}
			else {
				this.others.countDown();
			}
		})) {
			assertThat(receiver.connection().getStatus().isConnected()).isTrue();
			this.server.publish(11, "a/0", "first");
			List.of(12, 13, 14).forEach((identifier) -> publish(identifier, "other"));
			assertThat(this.others.await(TestConnection.LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
			assertThat(this.server.hasAcknowledged()).isFalse();
			this.release.countDown();
			for (int identifier : List.of(11, 12, 13, 14)) {
				assertThat(this.server.nextAcknowledged()).isEqualTo(identifier);
			}
		}
	}

	@Test
	void messageThatIsInWorkForLongHoldsBackNoPubackForLong() throws Exception {
		try (TestConnection receiver = receiver((message) -> {
			if (message.text().equals("first")) {
				this.release.await();
			}
		})) {
			assertThat(receiver.connection().getStatus().isConnected()).isTrue();
			this.server.publish(11, "a/0", "first");
			publish(12, "other");
			assertThat(this.server.nextAcknowledged()).isEqualTo(12);
			this.release.countDown();
			assertThat(this.server.nextAcknowledged()).isEqualTo(11);
		}
	}

	@Test
	void pubackThatWaitsForAnEarlierOneIsOnTheWireBeforeAReconnect() throws Exception {
		CountDownLatch other = new CountDownLatch(1);
		try (TestConnection receiver = receiver((message) -> {
			if (message.text().equals("first")) {
				this.release.await();
			}
			else {
				other.countDown();
			}
		})) {
			assertThat(receiver.connection().getStatus().isConnected()).isTrue();
			this.server.publish(11, "a/0", "first");
			publish(12, "other");
			assertThat(other.await(TestConnection.LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
			assertThat(this.server.hasAcknowledged()).isFalse();
			receiver.connection().reconnect();
			assertThat(this.server.nextAcknowledged()).isEqualTo(12);
			this.release.countDown();
		}
	}

	private void publish(int identifier, String payload) {
		try {
			this.server.publish(identifier, "a/" + identifier, payload);
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	private TestConnection receiver(ThrowingConsumer<IotMessage> handler) {
		ConnectionSettings settings = ConnectionSettings.builder("localhost", "order")
			.port(this.server.port())
			.transport(TransportType.TLS)
			.build();
		TestConnection receiver = new TestConnection(settings, CustomAuthCredentialsProvider.of(LocalEndpoint.ALICE),
				this.server.trust())
			.connected();
		TestConnection.get(
				receiver.connection().subscribe(IotSubscription.of(TopicFilter.of("a/+"), handler).withConcurrency(4)));
		return receiver;
	}

}
