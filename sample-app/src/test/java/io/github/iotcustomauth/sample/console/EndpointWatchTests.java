package io.github.iotcustomauth.sample.console;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

import io.github.iotcustomauth.local.LocalIotCore;
import io.github.iotcustomauth.local.LocalIotCoreEvent;
import io.github.iotcustomauth.local.LocalIotCoreEvent.Type;
import io.github.iotcustomauth.local.LocalIotCoreObserver;
import io.github.iotcustomauth.sample.console.EndpointView.Client;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.support.StaticListableBeanFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.then;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link EndpointWatch} and {@link PolicyDecisions}.
 */
class EndpointWatchTests {

	private final PolicyDecisions decisions = new PolicyDecisions();

	private final AuthorizerCalls calls = new AuthorizerCalls();

	private final LocalIotCore endpoint = mock(LocalIotCore.class);

	private final EndpointWatch watch = watch(this.endpoint);

	@Test
	void showsNothingWithoutAnEndpoint() {
		EndpointWatch watch = new EndpointWatch(new StaticListableBeanFactory().getBeanProvider(LocalIotCore.class),
				this.calls, this.decisions);
		assertThat(watch.view()).isNull();
	}

	@Test
	void showsClients() {
		then(this.endpoint).should().addEventListener(this.watch);
		tell(Type.CONNECTED, "a", "MQTT 5 over TLS");
		tell(Type.CONNECTED, "b", "MQTT 5 over WebSocket");
		tell(Type.DISCONNECTED, "a", "CONNECTION_LOST: gone");
		tell(Type.REFRESHED, "b", "thermometer");
		assertThat(this.watch.view()).isNotNull();
		assertThat(this.watch.view().clients()).containsExactly(
				new Client("b", true, Instant.EPOCH, "MQTT 5 over WebSocket"),
				new Client("a", false, Instant.EPOCH, "CONNECTION_LOST: gone"));
	}

	@Test
	void keepsABoundedNumberOfClientsAndDecisions() {
		for (int i = 0; i < EndpointWatch.CAPACITY + 5; i++) {
			tell(Type.REFUSED, "client-" + i, "no");
		}
		EndpointView view = this.watch.view();
		assertThat(view).isNotNull();
		assertThat(view.clients()).hasSize(EndpointWatch.CAPACITY)
			.first()
			.extracting(Client::clientId)
			.isEqualTo("client-5");
		assertThat(view.decisions()).hasSize(PolicyDecisions.CAPACITY);
	}

	@Test
	void showsCalls() {
		then(this.endpoint).should().addObserver(this.watch);
		this.watch.authorizerCalled(new LocalIotCoreObserver.AuthorizerCall(Instant.EPOCH, "Users", "a",
				LocalIotCoreObserver.Result.GRANTED, Duration.ZERO, "{}", "{}", null));
		assertThat(this.watch.view()).isNotNull();
		assertThat(this.watch.view().calls()).hasSize(1);
	}

	@Test
	void countsTheSameDecisionAndMovesItToTheEnd() {
		decide("iot:Publish", "topic/a", true, "statement 1");
		decide("iot:Connect", "client/a", true, "statement 2");
		decide("iot:Publish", "topic/a", true, "statement 1");
		assertThat(this.decisions.decisions()).containsExactly(
				new Decision(Instant.EPOCH, "a", "iot:Connect on client/a", true, "statement 2", "{}", 1),
				new Decision(Instant.EPOCH, "a", "iot:Publish on topic/a", true, "statement 1", "{}", 2));
	}

	@Test
	void otherDecisionReplacesTheOneBefore() {
		decide("iot:Publish", "topic/a", true, "statement 1");
		decide("iot:Publish", "topic/a", true, "statement 1");
		decide("iot:Publish", "topic/a", false, "statement 2");
		assertThat(this.decisions.decisions()).singleElement()
			.extracting(Decision::allowed, Decision::explanation, Decision::count)
			.containsExactly(false, "statement 2", 1L);
	}

	@Test
	void denialOfAPolicyIsShownOnce() {
		decide("iot:Publish", "topic/other", false, "no statement allows it");
		tell(Type.DENIED, "a", "0x87, the policy does not allow iot:Publish on topic/other");
		assertThat(this.decisions.decisions()).singleElement()
			.extracting(Decision::subject)
			.isEqualTo("iot:Publish on topic/other");
	}

	@Test
	void denialWithoutAPolicyIsShown() {
		tell(Type.DENIED, "a", "the topic is too long");
		tell(Type.DENIED, "a", "the topic is too long");
		assertThat(this.decisions.decisions()).singleElement()
			.isEqualTo(new Decision(Instant.EPOCH, "a", "Packet or message", false, "the topic is too long", null, 2));
	}

	private void decide(String action, String resource, boolean allowed, String explanation) {
		this.watch.policyDecided(
				new LocalIotCoreObserver.Decision(Instant.EPOCH, "a", action, resource, allowed, explanation, "{}"));
	}

	private void tell(Type type, String clientId, String detail) {
		this.watch.accept(new LocalIotCoreEvent(Instant.EPOCH, type, clientId, detail));
	}

	private EndpointWatch watch(LocalIotCore endpoint) {
		given(endpoint.getHost()).willReturn("localhost");
		return new EndpointWatch(
				new StaticListableBeanFactory(Map.of("endpoint", endpoint)).getBeanProvider(LocalIotCore.class),
				this.calls, this.decisions);
	}

}
