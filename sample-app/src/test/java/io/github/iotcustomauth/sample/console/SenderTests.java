package io.github.iotcustomauth.sample.console;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;

import io.github.iotcustomauth.FailureReason;
import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.IotConnectionException;
import io.github.iotcustomauth.IotFailure;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.client.IotClient;
import io.github.iotcustomauth.sample.console.Sender.Order;
import io.github.iotcustomauth.sample.console.Sender.Result;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link Sender} and {@link FailureView}.
 */
class SenderTests {

	private static final Order ORDER = new Order("default", "sample/kitchen", 1, "21");

	private final WatchedConnections connections = mock(WatchedConnections.class);

	private final IotConnection connection = mock(IotConnection.class);

	private final Sender sender = new Sender(this.connections,
			Map.of("aIotClient", mock(IotClient.class), "bIotClient", mock(IotClient.class)));

	@Test
	void tellsThatAMessageIsAcknowledged() {
		assertThat(publish(CompletableFuture.completedFuture(null))).satisfies((result) -> {
			assertThat(result.answer()).isEmpty();
			assertThat(result.failure()).isNull();
		});
	}

	@Test
	void tellsWhatToCheck() {
		IotConnectionException failure = new IotConnectionException("no", IotFailure.of(FailureReason.NOT_AUTHORIZED));
		assertThat(publish(CompletableFuture.failedFuture(failure)).failure())
			.isEqualTo(FailureView.of(IotFailure.of(FailureReason.NOT_AUTHORIZED)));
	}

	@Test
	void tellsThatAMessageStillWaits() {
		FailureView failure = publish(CompletableFuture.failedFuture(new CompletionException(new TimeoutException())))
			.failure();
		assertThat(failure).isNotNull();
		assertThat(failure.title()).isEqualTo("Not acknowledged within 10 seconds");
	}

	@Test
	void tellsWhatIsWrongWithAForm() {
		assertThat(this.sender.publish(new Order(null, null, 1, null)).join().failure())
			.isEqualTo(FailureView.of(new IllegalArgumentException("There is no connection ''")));
		assertThat(this.sender.request(ORDER).join().failure())
			.isEqualTo(FailureView.of(new IllegalArgumentException("There is no connection 'default'")));
	}

	@Test
	void failureWithoutAMessageRefersToTheLog() {
		assertThat(FailureView.of(new IllegalStateException()).causes())
			.containsExactly("See the log of the application");
	}

	private Result publish(CompletableFuture<Void> published) {
		given(this.connections.find("default")).willReturn(this.connection);
		given(this.connection.publish(any(IotMessage.class))).willReturn(published);
		return this.sender.publish(ORDER).join();
	}

}
