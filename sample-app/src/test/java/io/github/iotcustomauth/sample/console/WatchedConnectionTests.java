package io.github.iotcustomauth.sample.console;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import io.github.iotcustomauth.ActiveSubscription;
import io.github.iotcustomauth.ConnectedEvent;
import io.github.iotcustomauth.ConnectionState;
import io.github.iotcustomauth.ConnectionStatus;
import io.github.iotcustomauth.DisconnectedEvent;
import io.github.iotcustomauth.FailureReason;
import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.IotFailure;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.IotSubscription;
import io.github.iotcustomauth.Qos;
import io.github.iotcustomauth.RefusedSubscription;
import io.github.iotcustomauth.TopicFilter;
import io.github.iotcustomauth.sample.console.ConnectionView.SubscriptionView;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mockito.ArgumentCaptor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.then;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link WatchedConnection}, {@link WatchedConnections} and {@link Cursor}.
 */
class WatchedConnectionTests {

	private static final IotMessage MESSAGE = IotMessage.of("sample/kitchen/temperature", "21");

	private static final IotFailure REFUSED = IotFailure.of(FailureReason.NOT_AUTHORIZED);

	private final MessageLog messages = new MessageLog(new RateLog(Clock.systemUTC()), Clock.systemUTC());

	private final WatchedConnections connections = new WatchedConnections(this.messages, Clock.systemUTC());

	private final IotConnection behind = mock(IotConnection.class);

	private IotConnection connection;

	@BeforeEach
	void watch() {
		given(this.behind.getName()).willReturn("default");
		given(this.behind.getClientId()).willReturn("sensor-7");
		state(ConnectionState.NEW);
		this.connection = this.connections.watch(this.behind);
	}

	@Test
	void showsWhatIsPublished() {
		CompletableFuture<Void> published = new CompletableFuture<>();
		given(this.behind.publish(MESSAGE)).willReturn(published);
		assertThat(this.connection.publish(MESSAGE)).isSameAs(published);
		assertThat(shown()).extracting(ConsoleMessage::direction).containsExactly(Direction.SENT);
	}

	@Test
	void showsWhatIsReceivedAndHandsItOver() throws Exception {
		List<IotMessage> handled = new ArrayList<>();
		IotSubscription subscription = IotSubscription.of(TopicFilter.of("sample/#"), handled::add)
			.withQos(Qos.AT_MOST_ONCE)
			.withName("listener")
			.withConcurrency(3)
			.withIdentifiedBy("id")
			.withErrorHandler((failed) -> {
			})
			.withSubscribe(false);
		this.connection.subscribe(subscription);
		ArgumentCaptor<IotSubscription> watched = ArgumentCaptor.forClass(IotSubscription.class);
		then(this.behind).should().subscribe(watched.capture());
		assertThat(watched.getValue()).usingRecursiveComparison().ignoringFields("handler").isEqualTo(subscription);
		watched.getValue().handler().onMessage(MESSAGE, () -> {
		});
		assertThat(handled).containsExactly(MESSAGE);
		assertThat(shown()).extracting(ConsoleMessage::direction).containsExactly(Direction.RECEIVED);
	}

	@Test
	void showsSubscriptionsUntilTheyEnd() {
		ActiveSubscription active = mock(ActiveSubscription.class);
		given(active.getSubscription()).willReturn(IotSubscription.of(TopicFilter.of("sample/#"), (message) -> {
		}).withName("listener"));
		given(active.isActive()).willReturn(true);
		given(this.behind.subscribe(any(IotSubscription.class))).willReturn(active);
		ActiveSubscription handle = this.connection.subscribe(active.getSubscription());
		assertThat(view().subscriptions())
			.containsExactly(new SubscriptionView("listener", List.of("sample/#"), 1, true));
		this.connection.unsubscribe(handle);
		then(this.behind).should().unsubscribe(active);
		assertThat(view().subscriptions()).isEmpty();
	}

	@Test
	void showsRefusedFilters() {
		TopicFilter filter = TopicFilter.of("other/#");
		given(this.behind.getRefusedSubscriptions())
			.willReturn(Map.of(filter, new RefusedSubscription("default", "sensor-7", filter, REFUSED, Instant.EPOCH)));
		assertThat(view().refusals()).singleElement().satisfies((refusal) -> {
			assertThat(refusal.filter()).isEqualTo("other/#");
			assertThat(refusal.failure().title()).contains("NOT_AUTHORIZED");
			assertThat(refusal.failure().causes()).hasSize(1);
		});
	}

	@Test
	void historyHasStatesAndReasons() {
		state(ConnectionState.CONNECTING);
		this.connections.observe();
		this.connections.onConnected(new ConnectedEvent("default", "sensor-7", false));
		this.connections.onConnected(new ConnectedEvent("at-run-time", "sensor-8", true));
		disconnected(IotFailure.of(FailureReason.SERVER_SHUTTING_DOWN), Instant.MAX);
		disconnected(REFUSED, Instant.MAX);
		disconnected(REFUSED, null);
		state(ConnectionState.STOPPED);
		assertThat(view().history()).extracting(Transition::state)
			.containsExactly(ConnectionState.NEW, ConnectionState.CONNECTING, ConnectionState.CONNECTED,
					ConnectionState.WAITING, ConnectionState.REJECTED, ConnectionState.STOPPED);
		assertThat(view().history().get(4).reason()).startsWith("NOT_AUTHORIZED");
	}

	@Test
	void everythingElseIsLeftToTheConnection() {
		CompletableFuture<Void> future = new CompletableFuture<>();
		given(this.behind.reconnect()).willReturn(future);
		given(this.behind.refreshCredentials()).willReturn(future);
		given(this.behind.unwrap(String.class)).willReturn(Optional.of("client"));
		assertThat(this.connection.reconnect()).isSameAs(future);
		assertThat(this.connection.refreshCredentials()).isSameAs(future);
		assertThat(this.connection.unwrap(String.class)).contains("client");
		this.connection.getReceiveStatus();
		then(this.behind).should().getReceiveStatus();
	}

	@Test
	void pageIsToldWhatIsNewAndHowMuchIsLeftOut() {
		Cursor cursor = new Cursor(
				new ConsoleState(this.connections, endpoint(), new RateLog(Clock.systemUTC()), this.messages),
				MessageFilter.NONE);
		publish(Cursor.FIRST_MESSAGES + 5);
		Batch first = cursor.next();
		assertThat(first.connections()).hasSize(1);
		assertThat(first.messages()).hasSize(Cursor.FIRST_MESSAGES);
		assertThat(first.leftOut()).isZero();
		publish(Cursor.MESSAGES + 5);
		Batch second = cursor.next();
		assertThat(second.connections()).isNull();
		assertThat(second.messages()).hasSize(Cursor.MESSAGES);
		assertThat(second.leftOut()).isEqualTo(5);
		assertThat(cursor.next().messages()).isEmpty();
	}

	private EndpointWatch endpoint() {
		EndpointWatch endpoint = mock(EndpointWatch.class);
		given(endpoint.view()).willReturn(null);
		return endpoint;
	}

	private void publish(int number) {
		for (int i = 0; i < number; i++) {
			this.connection.publish(MESSAGE);
		}
	}

	private void disconnected(IotFailure failure, Instant nextAttempt) {
		this.connections.onDisconnected(new DisconnectedEvent("default", "sensor-7", true, failure, nextAttempt));
	}

	private void state(ConnectionState state) {
		given(this.behind.getStatus()).willReturn(new ConnectionStatus(state, Instant.now(), 0, 0, REFUSED, null));
	}

	private ConnectionView view() {
		return this.connections.views().get(0);
	}

	private List<ConsoleMessage> shown() {
		return this.messages.after(0, MessageFilter.NONE, 10).messages();
	}

}
